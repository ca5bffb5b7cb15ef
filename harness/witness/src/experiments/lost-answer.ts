import { type Experiment } from './experiment.ts';

export const lostAnswer: Experiment = {
  number: 2,
  id: 'lost-answer',
  title: 'The lost response',
  lesson: 'A request can take effect although its response never arrives.',
  needs: ['simulator'],
  predict: {
    question: "Stripe charges the card, and its response is lost. What does Ada's shop do?",
    guesses: [
      { text: 'It sends the request again with the same key, and she has paid once.', isRight: true },
      { text: 'It shows an error, and she must pay again.', isRight: false },
      { text: 'It charges her twice.', isRight: false },
    ],
  },
  steps: [
    {
      id: 'stripe',
      text: "The lab drops Stripe's response to the charge and resets the connection. Ada buys tea.",
      acts: [
        {
          act: 'strike',
          name: 'stripe',
          strike: {
            edge: 'payments->stripe',
            direction: 'response',
            label: 'POST /v1/payment_intents',
            action: { kind: 'reset' },
          },
        },
        { act: 'buy', customer: 'Ada' },
      ],
      moments: [
        {
          id: 'stripe-struck',
          text: "Stripe's response is dropped after the charge.",
          withinMs: 3_000,
          kind: 'strike',
          name: 'stripe',
          state: 'struck',
        },
        {
          id: 'sent-again',
          text: 'Payments sends the charge again, with the same key.',
          withinMs: 3_000,
          kind: 'wire',
          edge: 'payments->stripe',
          direction: 'request',
          label: 'POST /v1/payment_intents',
          count: { atLeast: 2 },
          sameKey: true,
        },
        {
          id: 'ada-paid',
          text: 'Ada gets 201: paid.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Ada',
          status: [201],
          body: { status: 'paid' },
        },
        {
          id: 'ada-charged-once',
          text: "Stripe's ledger has one charge.",
          withinMs: 8_000,
          kind: 'ledger',
          customers: 'Ada',
          charges: 1,
        },
        {
          id: 'ada-receipt',
          text: 'One receipt arrives.',
          withinMs: 15_000,
          kind: 'emails',
          customers: 'Ada',
          receipts: 1,
        },
      ],
    },
    {
      id: 'customer',
      text: "Now the lab drops checkout's response to the customer. Grace buys tea, and her client sends the request again.",
      acts: [
        {
          act: 'strike',
          name: 'customer',
          strike: {
            edge: 'shopper->checkout',
            direction: 'response',
            label: 'POST /checkouts',
            action: { kind: 'reset' },
          },
        },
        { act: 'buy', customer: 'Grace' },
      ],
      moments: [
        {
          id: 'customer-struck',
          text: "Checkout's response is dropped after the charge.",
          withinMs: 3_000,
          kind: 'strike',
          name: 'customer',
          state: 'struck',
        },
        {
          id: 'grace-replayed',
          text: 'Grace gets 201 on her second attempt, marked as a replay.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Grace',
          status: [201],
          replayed: 1,
        },
        {
          id: 'grace-charged-once',
          text: "Stripe's ledger has one charge for Grace.",
          withinMs: 8_000,
          kind: 'ledger',
          customers: 'Grace',
          charges: 1,
        },
      ],
    },
  ],
  afterwards:
    'The caller cannot know if a request took effect. With the same key it can repeat the request until it gets a response: the effect happens once.',
  tryIt: {
    commands: [
      {
        does: 'Drops the next response to a charge. Then buy something.',
        command:
          'curl -s localhost:3020/strikes -d \'{"edge":"payments->stripe","direction":"response","label":"POST /v1/payment_intents","action":{"kind":"reset"}}\'',
      },
    ],
    scenarios: ['experiment-lost-answer', 'charge-response-lost', 'response-to-customer-lost'],
    code: ['apps/payments/src/create-payment', 'libs/resilience/src/pipeline'],
  },
};
