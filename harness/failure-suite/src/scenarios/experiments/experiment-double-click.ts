import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('double-click'),
  broken: 'One order is sent five times, 100 ms apart, with one key.',
  customerSees: 'The same response five times, byte for byte: one order, one charge, one receipt.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'throughout' },
  proves: ['checkout.idempotency'],
} satisfies Scenario;
