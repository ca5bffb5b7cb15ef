import { type Experiment } from './experiment.ts';

export const killPayments: Experiment = {
  number: 3,
  id: 'kill-payments',
  title: 'Kill payments during a charge',
  lesson:
    'A payment with an unknown outcome is pending, not failed. If a process dies, another one finishes its work.',
  needs: ['processes', 'simulator'],
  predict: {
    question: 'Payments is killed after Stripe took $42 and before it could report that. How does it end?',
    guesses: [
      { text: 'The order is lost.', isRight: false },
      { text: 'The card is charged again after the restart.', isRight: false },
      { text: 'Ada reads "We have your order". Later it is paid, and charged once.', isRight: true },
    ],
  },
  steps: [
    {
      id: 'hold',
      text: "Ada buys tea. The lab holds Stripe's response to the charge, and Stripe keeps its webhooks back.",
      acts: [
        { act: 'provider', name: 'webhooks', fault: { route: 'webhooks', fault: 'withhold' } },
        {
          act: 'strike',
          name: 'response',
          strike: {
            edge: 'payments->stripe',
            direction: 'response',
            label: 'POST /v1/payment_intents',
            action: { kind: 'hold' },
          },
        },
        { act: 'buy', customer: 'Ada' },
      ],
      moments: [
        {
          id: 'held',
          text: "The card is charged, and Stripe's response is held.",
          withinMs: 3_000,
          kind: 'strike',
          name: 'response',
          state: 'held',
        },
      ],
    },
    {
      id: 'kill',
      text: 'Payments is killed (SIGKILL), and the held response is dropped.',
      acts: [
        { act: 'process', action: 'kill', role: 'payments' },
        { act: 'release', strike: 'response', how: 'drop' },
      ],
      moments: [
        {
          id: 'down',
          text: 'Payments is down.',
          withinMs: 7_000,
          kind: 'process',
          role: 'payments',
          state: 'down',
        },
        {
          id: 'pending',
          text: 'Ada gets 202: her order is accepted, and its payment is pending.',
          withinMs: 6_000,
          kind: 'answer',
          customers: 'Ada',
          status: [202],
          body: { status: 'payment_pending' },
          hasNotice: true,
        },
      ],
    },
    { id: 'wait', text: 'Payments stays down for 5 s.', acts: [{ act: 'wait', ms: 5_000 }], moments: [] },
    {
      id: 'start',
      text: 'Payments is started again. No customer sends anything.',
      acts: [{ act: 'process', action: 'start', role: 'payments' }],
      moments: [
        {
          id: 'ready',
          text: 'Payments is ready, as a new process.',
          withinMs: 20_000,
          kind: 'process',
          role: 'payments',
          state: 'ready',
          isNew: true,
        },
        {
          id: 'paid',
          text: "Ada's order is paid.",
          withinMs: 60_000,
          kind: 'order',
          customers: 'Ada',
          status: 'paid',
        },
        {
          id: 'one-charge',
          text: "Stripe's ledger has one charge.",
          withinMs: 75_000,
          kind: 'ledger',
          customers: 'Ada',
          charges: 1,
        },
        {
          id: 'one-receipt',
          text: 'One receipt arrives.',
          withinMs: 75_000,
          kind: 'emails',
          customers: 'Ada',
          receipts: 1,
        },
      ],
    },
  ],
  afterwards:
    'Checkout committed the order before it called payments, so it knew the order was unfinished. It sent the request again with the same key, and payments found the charge.',
  tryIt: {
    commands: [
      { does: 'Kills payments.', command: 'npm run service -- kill payments' },
      { does: 'Starts payments.', command: 'npm run service -- start payments' },
    ],
    scenarios: ['experiment-kill-payments', 'payments-killed-while-charging'],
    code: ['libs/idempotency', 'docs/adr/0002-commit-before-and-after-every-external-call.md'],
  },
};
