import { type Experiment } from './experiment.ts';

export const webhookTwice: Experiment = {
  number: 9,
  id: 'webhook-twice',
  title: 'The webhook that comes twice',
  lesson: 'Messages come twice, late and in any order. Each must count once.',
  needs: ['simulator'],
  predict: {
    question: 'Stripe sends every webhook twice. What does Ada get?',
    guesses: [
      { text: 'Two receipts.', isRight: false },
      { text: 'An error.', isRight: false },
      { text: 'One receipt. Every webhook gets 200.', isRight: true },
    ],
  },
  steps: [
    {
      id: 'buy',
      text: 'Stripe sends each webhook twice. Ada buys tea.',
      acts: [
        { act: 'provider', name: 'twice', fault: { route: 'webhooks', fault: 'duplicate' } },
        { act: 'buy', customer: 'Ada' },
      ],
      moments: [
        {
          id: 'twice-struck',
          text: 'Stripe has sent an event twice.',
          withinMs: 5_000,
          kind: 'strike',
          name: 'twice',
          state: 'struck',
        },
        {
          id: 'accepted',
          text: 'Payments accepts both deliveries with 200.',
          withinMs: 5_000,
          kind: 'wire',
          edge: 'stripe->payments',
          direction: 'response',
          label: '200 POST /webhooks/stripe',
          count: { atLeast: 2 },
        },
        {
          id: 'paid',
          text: 'Ada gets 201: paid.',
          withinMs: 5_000,
          kind: 'answer',
          customers: 'Ada',
          status: [201],
        },
        {
          id: 'one-line',
          text: 'The history of her order says "paid" once.',
          withinMs: 10_000,
          kind: 'order',
          customers: 'Ada',
          status: 'paid',
          history: { type: 'order_paid', count: 1 },
        },
        {
          id: 'one-receipt',
          text: 'One receipt arrives.',
          withinMs: 15_000,
          kind: 'emails',
          customers: 'Ada',
          receipts: 1,
        },
      ],
    },
  ],
  afterwards:
    'The statement that settles a payment tests its status. The second delivery finds the payment settled and writes nothing.',
  tryIt: {
    commands: [
      {
        does: 'Sends every webhook twice. Then buy something.',
        command:
          'curl -s localhost:3010/_simulator/faults -H \'content-type: application/json\' -d \'{"route":"webhooks","fault":"duplicate"}\'',
      },
      {
        does: 'Removes the faults of Stripe.',
        command: 'curl -s -X DELETE localhost:3010/_simulator/faults',
      },
    ],
    scenarios: [
      'experiment-webhook-twice',
      'webhooks-duplicated-and-reversed',
      'webhook-delivered-five-times',
    ],
    code: ['apps/payments/src/stripe-webhook/payment-events.handler.ts', 'libs/messaging/src/inbox.ts'],
  },
};
