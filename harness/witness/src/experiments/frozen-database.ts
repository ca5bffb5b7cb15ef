import { type Experiment } from './experiment.ts';

export const frozenDatabase: Experiment = {
  number: 10,
  id: 'frozen-database',
  title: 'The database freezes',
  lesson: 'Without the key store there is no effect: refuse, and continue later with the same key.',
  needs: ['processes', 'simulator'],
  predict: {
    question: 'Postgres stops responding while Ada pays. How does it end?',
    guesses: [
      { text: 'She is charged without an order.', isRight: false },
      {
        text: 'She is asked to come back, nothing is charged, and later she is charged once.',
        isRight: true,
      },
      { text: 'She waits forever.', isRight: false },
    ],
  },
  steps: [
    {
      id: 'pause',
      text: 'Postgres is paused (SIGSTOP).',
      acts: [{ act: 'process', action: 'pause', role: 'postgres' }],
      moments: [
        {
          id: 'paused',
          text: 'Postgres is paused.',
          withinMs: 5_000,
          kind: 'process',
          role: 'postgres',
          state: 'paused',
        },
      ],
    },
    {
      id: 'buy',
      text: 'Ada buys tea. Her client retries with the same key.',
      acts: [{ act: 'buy', customer: 'Ada' }],
      moments: [
        {
          id: 'refused',
          text: 'Ada gets 503 with Retry-After.',
          withinMs: 26_000,
          kind: 'answer',
          customers: 'Ada',
          status: [503],
          times: 1,
          hasRetryAfter: true,
        },
        {
          id: 'cannot-count',
          text: 'The ledgers cannot be read, so the lab cannot count.',
          withinMs: 26_000,
          kind: 'ledger',
          customers: 'Ada',
          charges: 'unreadable',
        },
        {
          id: 'no-charge',
          text: 'No charge was requested from Stripe.',
          withinMs: 26_000,
          kind: 'wire',
          edge: 'payments->stripe',
          direction: 'request',
          label: 'POST /v1/payment_intents',
          count: { atMost: 0 },
          since: 'pause',
        },
      ],
    },
    {
      id: 'resume',
      text: 'Postgres is resumed.',
      acts: [{ act: 'process', action: 'resume', role: 'postgres' }],
      moments: [
        {
          id: 'paid',
          text: 'Ada gets 201 with the same key.',
          withinMs: 20_000,
          kind: 'answer',
          customers: 'Ada',
          status: [201],
          body: { status: 'paid' },
        },
        {
          id: 'one-charge',
          text: "Stripe's ledger has one charge.",
          withinMs: 25_000,
          kind: 'ledger',
          customers: 'Ada',
          charges: 1,
        },
      ],
    },
  ],
  afterwards:
    'Checkout commits the key and the order before it calls payments. If it cannot commit, it does not charge.',
  tryIt: {
    commands: [
      { does: 'Pauses Postgres.', command: 'npm run service -- pause postgres' },
      { does: 'Resumes Postgres.', command: 'npm run service -- resume postgres' },
    ],
    scenarios: ['experiment-frozen-database', 'postgres-paused-for-five-seconds'],
    code: ['libs/idempotency', 'docs/adr/0001-keep-keys-in-postgres.md'],
  },
};
