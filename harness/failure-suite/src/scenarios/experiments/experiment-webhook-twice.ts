import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('webhook-twice'),
  broken: 'Every webhook is sent twice while an order is placed.',
  customerSees: 'The order is paid once, with one receipt.',
  cell: { edge: 'stripe->payments', fault: 'duplicate', phase: 'throughout' },
  proves: ['webhook.idempotency', 'receipt.idempotency'],
} satisfies Scenario;
