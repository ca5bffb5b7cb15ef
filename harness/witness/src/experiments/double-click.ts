import { type Experiment } from './experiment.ts';

export const doubleClick: Experiment = {
  number: 1,
  id: 'double-click',
  title: 'Double-click',
  lesson: 'An operation has one key. Its first result is stored, and every duplicate gets it.',
  needs: ['simulator'],
  predict: {
    question: 'Ada clicks Pay five times in half a second. How does it end?',
    guesses: [
      { text: 'Five charges.', isRight: false },
      { text: 'One charge, and five equal responses.', isRight: true },
      { text: 'One charge, and four errors.', isRight: false },
    ],
  },
  steps: [
    {
      id: 'clicks',
      text: 'Ada sends one checkout five times, 100 ms apart, with one key. Her client retries while a request is in flight.',
      acts: [{ act: 'buy', customer: 'Ada', times: 5, everyMs: 100 }],
      moments: [
        {
          id: 'five-requests',
          text: 'Five requests reach checkout.',
          withinMs: 4_000,
          kind: 'wire',
          edge: 'shopper->checkout',
          direction: 'request',
          label: 'POST /checkouts',
          count: { atLeast: 5 },
          sameKey: true,
        },
        {
          id: 'one-payment',
          text: 'Checkout calls payments exactly once.',
          withinMs: 5_000,
          kind: 'wire',
          edge: 'checkout->payments',
          direction: 'request',
          label: 'POST /payments',
          count: { atLeast: 1, atMost: 1 },
        },
        {
          id: 'one-intent',
          text: 'Payments calls Stripe exactly once.',
          withinMs: 5_000,
          kind: 'wire',
          edge: 'payments->stripe',
          direction: 'request',
          label: 'POST /v1/payment_intents',
          count: { atLeast: 1, atMost: 1 },
        },
        {
          id: 'equal-responses',
          text: 'Ada gets five responses with status 201, equal byte for byte. Four are marked as replays.',
          withinMs: 12_000,
          kind: 'answer',
          customers: 'Ada',
          status: [201],
          times: 5,
          replayed: 4,
          equal: true,
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
          id: 'one-receipt',
          text: 'One receipt arrives.',
          withinMs: 16_000,
          kind: 'emails',
          customers: 'Ada',
          receipts: 1,
        },
      ],
    },
  ],
  afterwards:
    'The first request claimed the key in the database, in one statement. The others found it claimed, waited for its result, and got a copy.',
  tryIt: {
    commands: [
      {
        does: 'Places an order. Run it twice: the second response is a replay.',
        command:
          'curl -si localhost:3001/checkouts -H \'Idempotency-Key: order-1\' -H \'Content-Type: application/json\' -d \'{"customer":{"email":"ada@shoppers.example","name":"Ada"},"lines":[{"productId":"prod_tea","quantity":2}],"paymentMethod":"pm_card_visa"}\'',
      },
      {
        does: "Shows the local Stripe's charges.",
        command: 'curl -s localhost:3010/_simulator/charges',
      },
    ],
    scenarios: ['experiment-double-click', 'twenty-orders-with-one-key'],
    code: ['libs/idempotency', 'apps/checkout/src/place-order/place-order.handler.ts'],
  },
};
