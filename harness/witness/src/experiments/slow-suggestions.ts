import { type Experiment } from './experiment.ts';

export const slowSuggestions: Experiment = {
  number: 4,
  id: 'slow-suggestions',
  title: 'Slow recommendations',
  lesson:
    'A timeout, a breaker and a fallback: live suggestions, then older ones with a notice, then popular products.',
  needs: ['simulator', 'recommendations'],
  predict: {
    question: "Recommendations takes 3 s to respond. What happens to Ada's page?",
    guesses: [
      { text: 'It takes 3 s.', isRight: false },
      { text: 'It shows an error.', isRight: false },
      { text: 'It shows older suggestions right away, and says so.', isRight: true },
    ],
  },
  steps: [
    {
      id: 'buy',
      text: 'Ada and Grace buy tea, as usual.',
      acts: [
        { act: 'buy', customer: 'Ada' },
        { act: 'buy', customer: 'Grace' },
      ],
      moments: [
        {
          id: 'ada-bought',
          text: 'Ada has paid.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Ada',
          status: [201],
        },
        {
          id: 'grace-bought',
          text: 'Grace has paid.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Grace',
          status: [201],
        },
      ],
    },
    {
      id: 'live',
      text: 'Ada looks at her suggestions. Grace does not.',
      acts: [{ act: 'look', customer: 'Ada' }],
      moments: [
        {
          id: 'live-suggestions',
          text: 'Ada sees live suggestions.',
          withinMs: 2_000,
          kind: 'answer',
          customers: 'Ada',
          path: '/recommendations',
          status: [200],
          body: { source: 'live' },
        },
      ],
    },
    {
      id: 'slow',
      text: 'The lab delays every response of recommendations by 3 s. Ada looks once a second, and Grace for the first time.',
      acts: [
        {
          act: 'fault',
          name: 'slow',
          edge: 'checkout->recommendations',
          fault: { kind: 'latency', ms: 3_000, direction: 'response' },
        },
        { act: 'look', customer: 'Ada', goesOn: true, everyMs: 1_000 },
        { act: 'look', customer: 'Grace' },
      ],
      moments: [
        {
          id: 'older',
          text: 'Ada sees older suggestions within a second, with a notice.',
          withinMs: 3_000,
          kind: 'answer',
          customers: 'Ada',
          path: '/recommendations',
          status: [200],
          times: 1,
          body: { source: 'cache' },
          hasNotice: true,
          eachWithinMs: 1_000,
        },
        {
          id: 'popular',
          text: 'Grace sees popular products within a second, with a notice.',
          withinMs: 3_000,
          kind: 'answer',
          customers: 'Grace',
          path: '/recommendations',
          status: [200],
          body: { source: 'default' },
          hasNotice: true,
          eachWithinMs: 1_000,
        },
        {
          id: 'opens',
          text: 'The breaker opens.',
          withinMs: 15_000,
          kind: 'breaker',
          edge: 'checkout->recommendations',
          state: 'open',
        },
      ],
    },
    {
      id: 'open',
      text: 'Ada looks five times more, and buys tea.',
      acts: [
        { act: 'look', customer: 'Ada', times: 5 },
        { act: 'buy', customer: 'Ada' },
      ],
      moments: [
        {
          id: 'fast',
          text: 'Ada sees older suggestions five times, four of them within 200 ms.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Ada',
          path: '/recommendations',
          status: [200],
          times: 4,
          body: { source: 'cache' },
          eachWithinMs: 200,
          fastest: true,
        },
        {
          id: 'spared',
          text: 'At most two test requests reach recommendations.',
          withinMs: 5_000,
          kind: 'wire',
          edge: 'checkout->recommendations',
          direction: 'request',
          label: 'GET /recommendations',
          count: { atMost: 2 },
        },
        {
          id: 'still-buys',
          text: 'Ada buys as usual: 201.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Ada',
          status: [201],
        },
      ],
    },
    {
      id: 'fixed',
      text: 'The delay ends. Ada keeps looking.',
      acts: [
        { act: 'clear', fault: 'slow' },
        { act: 'look', customer: 'Ada', goesOn: true, everyMs: 1_000 },
      ],
      moments: [
        {
          id: 'closes',
          text: 'The breaker closes.',
          withinMs: 30_000,
          kind: 'breaker',
          edge: 'checkout->recommendations',
          state: 'closed',
        },
        {
          id: 'live-again',
          text: 'Ada sees live suggestions again.',
          withinMs: 30_000,
          kind: 'answer',
          customers: 'Ada',
          path: '/recommendations',
          status: [200],
          times: 1,
          body: { source: 'live' },
        },
      ],
    },
  ],
  afterwards:
    'Suggestions are a read: an older copy is good enough if the page says how old it is. The breaker stops waiting for a service that does not respond in time.',
  tryIt: {
    commands: [
      {
        does: 'Delays recommendations by 3 s.',
        command:
          'curl -s localhost:3020/edges/checkout-%3Erecommendations/faults -d \'{"kind":"latency","ms":3000,"direction":"response"}\'',
      },
      { does: 'Removes all faults.', command: 'curl -s -X POST localhost:3020/heal' },
    ],
    scenarios: ['experiment-slow-suggestions', 'recommendations-slow'],
    code: [
      'apps/checkout/src/recommend-products',
      'libs/resilience/src/breaker',
      'libs/resilience/src/fallback',
    ],
  },
};
