import { type Experiment } from './experiment.ts';

export const redisGone: Experiment = {
  number: 5,
  id: 'redis-gone',
  title: 'Redis is gone',
  lesson: 'Commit first, then publish: events wait in the outbox until the queue is back.',
  needs: ['redis', 'processes', 'simulator'],
  predict: {
    question: 'Redis, which holds the queues, is dead. Ten customers buy. How does it end?',
    guesses: [
      { text: 'They cannot buy.', isRight: false },
      { text: 'Ten receipts are lost.', isRight: false },
      { text: 'They buy as usual, and the receipts come later.', isRight: true },
    ],
  },
  steps: [
    {
      id: 'kill',
      text: 'Redis is killed (SIGKILL).',
      acts: [{ act: 'process', action: 'kill', role: 'redis' }],
      moments: [
        {
          id: 'down',
          text: 'Redis is down.',
          withinMs: 8_000,
          kind: 'process',
          role: 'redis',
          state: 'down',
        },
      ],
    },
    {
      id: 'buy',
      text: 'Ten customers buy tea, and 5 s pass.',
      acts: [
        { act: 'arrive', customers: 'Customer', count: 10, everyMs: 200 },
        { act: 'wait', ms: 5_000 },
      ],
      moments: [
        {
          id: 'paid',
          text: 'All ten get 201, each within 5 s.',
          withinMs: 12_000,
          kind: 'answer',
          customers: 'Customer',
          status: [201],
          times: 10,
          eachWithinMs: 5_000,
        },
        {
          id: 'outbox',
          text: 'At least ten events wait in the outbox.',
          withinMs: 12_000,
          kind: 'outbox',
          count: { atLeast: 10 },
        },
        {
          id: 'no-receipts',
          text: 'No receipt has arrived.',
          withinMs: 15_000,
          kind: 'emails',
          customers: 'Customer',
          receipts: 0,
        },
      ],
    },
    {
      id: 'start',
      text: 'Redis is started again.',
      acts: [{ act: 'process', action: 'start', role: 'redis' }],
      moments: [
        {
          id: 'published',
          text: 'The outbox is empty.',
          withinMs: 60_000,
          kind: 'outbox',
          count: { atMost: 0 },
        },
        {
          id: 'receipts',
          text: 'Ten receipts have arrived, with ten different Message-IDs.',
          withinMs: 60_000,
          kind: 'emails',
          customers: 'Customer',
          receipts: 10,
        },
      ],
    },
  ],
  afterwards:
    'The order and its event were one transaction in Postgres. The queue is only a copy of the outbox, so its server can be lost at any time.',
  tryIt: {
    commands: [
      { does: 'Kills Redis.', command: 'npm run service -- kill redis' },
      { does: 'Starts Redis.', command: 'npm run service -- start redis' },
    ],
    scenarios: ['experiment-redis-gone', 'redis-dead', 'redis-loses-twenty-receipts'],
    code: ['libs/messaging', 'docs/adr/0004-publish-events-through-a-transactional-outbox.md'],
  },
};
