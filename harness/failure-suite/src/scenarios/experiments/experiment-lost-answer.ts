import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('lost-answer'),
  broken: "Stripe's response to a charge is lost. Then checkout's response to the next customer is lost.",
  customerSees: 'Both orders are paid, each charged once. The second response is marked as a replay.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.retry', 'checkout.idempotency'],
  fallacies: ['the network is reliable'],
} satisfies Scenario;
