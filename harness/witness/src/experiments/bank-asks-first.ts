import { type Experiment } from './experiment.ts';

const order = { paymentMethod: 'pm_card_threeDSecure2Required' };

export const bankAsksFirst: Experiment = {
  number: 7,
  id: 'bank-asks-first',
  title: 'The bank asks first, and the tab is closed',
  lesson: 'The outcome comes by webhook or from Stripe, never from the page that a browser returns to.',
  needs: ['simulator', 'three-d-secure'],
  predict: {
    question:
      "Ada's bank asks her to confirm. She confirms on her phone and closes the tab. How does it end?",
    guesses: [
      { text: 'The order fails, although she paid.', isRight: false },
      { text: 'Paid, with a receipt, without any browser.', isRight: true },
      { text: 'A second payment starts.', isRight: false },
    ],
  },
  steps: [
    {
      id: 'order',
      text: 'Ada orders with a card whose bank asks first, and closes the tab.',
      acts: [{ act: 'buy', customer: 'Ada', order }],
      moments: [
        {
          id: 'waits',
          text: "Ada's order waits for her bank.",
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Ada',
          status: [202],
          body: { status: 'requires_action' },
        },
        {
          id: 'not-charged',
          text: 'Nothing is charged.',
          withinMs: 5_000,
          kind: 'ledger',
          customers: 'Ada',
          charges: 0,
        },
      ],
    },
    {
      id: 'confirm',
      text: 'Ada confirms with her bank.',
      acts: [{ act: 'bank', customer: 'Ada', response: 'confirm' }],
      moments: [
        {
          id: 'webhook',
          text: 'Stripe sends a signed webhook, and payments accepts it.',
          withinMs: 5_000,
          kind: 'wire',
          edge: 'stripe->payments',
          direction: 'response',
          label: '200 POST /webhooks/stripe',
          count: { atLeast: 1 },
        },
        {
          id: 'paid',
          text: "Ada's order is paid.",
          withinMs: 12_000,
          kind: 'order',
          customers: 'Ada',
          status: 'paid',
        },
        {
          id: 'one-charge',
          text: "Stripe's ledger has one charge.",
          withinMs: 10_000,
          kind: 'ledger',
          customers: 'Ada',
          charges: 1,
        },
        {
          id: 'receipt',
          text: 'One receipt arrives.',
          withinMs: 25_000,
          kind: 'emails',
          customers: 'Ada',
          receipts: 1,
        },
      ],
    },
    {
      id: 'again',
      text: 'Ada opens the page again, and it sends the same key.',
      acts: [{ act: 'send again', customer: 'Ada' }],
      moments: [
        {
          id: 'same-order',
          text: 'Ada gets the order that she has already paid.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Ada',
          status: [200, 201],
          body: { status: 'paid' },
        },
      ],
    },
    {
      id: 'unconfirmed',
      text: 'Grace orders with the same kind of card, and never confirms. Her payment is canceled at Stripe.',
      acts: [{ act: 'buy', customer: 'Grace', order }],
      moments: [
        {
          id: 'grace-waits',
          text: "Grace's order waits for her bank.",
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Grace',
          status: [202],
          body: { status: 'requires_action' },
        },
      ],
    },
    {
      id: 'cancel',
      text: 'The payment is canceled at Stripe.',
      acts: [{ act: 'bank', customer: 'Grace', response: 'cancel' }],
      moments: [
        {
          id: 'failed',
          text: "Grace's order is closed: payment failed.",
          withinMs: 40_000,
          kind: 'order',
          customers: 'Grace',
          status: 'payment_failed',
        },
        {
          id: 'nothing-taken',
          text: 'Nothing was taken.',
          withinMs: 40_000,
          kind: 'ledger',
          customers: 'Grace',
          charges: 0,
        },
      ],
    },
  ],
  afterwards:
    'The page that the bank returns to decides nothing. Payments believes signed webhooks and what Stripe returns when it reads the payment.',
  tryIt: {
    commands: [
      {
        does: 'Lists the banks that wait for a customer.',
        command: 'curl -s localhost:3010/_simulator/challenges',
      },
    ],
    scenarios: [
      'experiment-bank-asks-first',
      'confirmation-tab-closed-after-confirming',
      'confirmation-tab-closed',
    ],
    code: ['apps/payments/src/stripe-webhook', 'docs/tutorials/confirm-with-the-bank.md'],
  },
};
