import { type Experiment, type Step } from './experiment.ts';

/**
 * 60 s, the default of KEY_ABSENCE_GRACE_MS: a charge that was tried three times without a response is not
 * sent again before. 30 s more: the longest pause of checkout's tries, and the breaker.
 */
const triedThreeTimesMs = 60_000 + 30_000;

const press = (manner: 'hasty' | 'polite', customers: string, text: string): Step => ({
  id: manner,
  text,
  acts: [
    { act: 'process', action: 'pause', role: 'checkout' },
    { act: 'press', customers: manner, count: 40, everyMs: 25, manner },
    { act: 'wait', ms: 2_000 },
    { act: 'process', action: 'resume', role: 'checkout' },
  ],
  moments: [
    {
      id: `${manner}-paused`,
      text: 'Checkout is paused.',
      withinMs: 6_000,
      kind: 'process',
      role: 'checkout',
      state: 'paused',
    },
    {
      id: `${manner}-accepted`,
      text: `Each of the 40 ${customers} customers gets an order.`,
      withinMs: 70_000,
      kind: 'answer',
      customers: manner,
      status: [201, 202],
    },
  ],
});

export const retryStorm: Experiment = {
  number: 8,
  id: 'retry-storm',
  title: 'Retry storm',
  lesson: 'A budget, random pauses and a breaker keep retries from becoming the outage.',
  needs: ['processes', 'simulator'],
  predict: {
    question: 'Stripe returns 503 for ten seconds, at five orders a second. How many requests reach Stripe?',
    guesses: [
      { text: 'Three times as many as orders.', isRight: false },
      { text: 'Nine times as many: two layers retry.', isRight: false },
      { text: 'About as many as orders, then one test request at a time.', isRight: true },
    ],
  },
  steps: [
    {
      id: 'outage',
      text: 'Stripe returns 503 to everything, while 50 customers buy, five a second.',
      acts: [
        {
          act: 'fault',
          name: 'outage',
          edge: 'payments->stripe',
          fault: { kind: 'status', status: 503, body: '{}' },
        },
        { act: 'arrive', customers: 'Customer', count: 50, everyMs: 200 },
      ],
      moments: [
        {
          id: 'opens',
          text: 'The breaker before Stripe opens.',
          withinMs: 10_000,
          kind: 'breaker',
          edge: 'payments->stripe',
          state: 'open',
        },
        {
          id: 'pending',
          text: 'All 50 get 202: accepted, and pending.',
          withinMs: 21_000,
          kind: 'answer',
          customers: 'Customer',
          status: [202],
          times: 50,
          hasNotice: true,
        },
        {
          id: 'calls',
          text: 'At most 1.1 requests per order reach Stripe, plus ten.',
          withinMs: 21_000,
          kind: 'wire',
          edge: 'payments->stripe',
          direction: 'request',
          label: 'POST /v1/payment_intents',
          count: { atMost: 10, each: { of: 'Customer', times: 1.1 } },
        },
      ],
    },
    {
      id: 'recover',
      text: 'Stripe is back.',
      acts: [{ act: 'clear', fault: 'outage' }],
      moments: [
        {
          id: 'all-paid',
          text: 'All 50 orders are paid.',
          withinMs: triedThreeTimesMs,
          kind: 'order',
          customers: 'Customer',
          status: 'paid',
        },
        {
          id: 'charged-once',
          text: "Stripe's ledger has 50 charges.",
          withinMs: triedThreeTimesMs + 5_000,
          kind: 'ledger',
          customers: 'Customer',
          charges: 50,
        },
      ],
    },
    press(
      'hasty',
      'hasty',
      'Checkout is paused for 3 s under 40 hasty customers: each retries every 200 ms.',
    ),
    press(
      'polite',
      'polite',
      'The same with 40 polite customers: they wait for a response, and retry after random pauses.',
    ),
    {
      id: 'compare',
      text: 'Both curves side by side: requests in each 100 ms.',
      acts: [],
      moments: [
        {
          id: 'peak',
          text: 'The peak of the polite customers is at most half that of the hasty ones.',
          withinMs: 1_000,
          kind: 'peak',
          curve: 'polite',
          of: 'hasty',
          atMostShare: 0.5,
        },
      ],
    },
  ],
  afterwards:
    'A retry costs as much as a request, and comes when the system is weakest. A breaker and a budget limit them; random pauses spread them.',
  tryIt: {
    commands: [
      {
        does: 'Makes Stripe return 503.',
        command:
          'curl -s localhost:3020/edges/payments-%3Estripe/faults -d \'{"kind":"status","status":503,"body":"{}"}\'',
      },
      { does: 'Removes all faults.', command: 'curl -s -X POST localhost:3020/heal' },
    ],
    scenarios: [
      'experiment-retry-storm',
      'provider-unavailable-under-load',
      'layered-retries',
      'retries-are-jittered',
    ],
    code: ['libs/resilience/src/pipeline', 'libs/checkout-client/src/http/backoff.ts'],
  },
};
