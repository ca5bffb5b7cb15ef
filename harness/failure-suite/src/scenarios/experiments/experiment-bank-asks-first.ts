import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('bank-asks-first'),
  broken:
    'Two customers must confirm with their banks. One confirms and closes the tab; the payment of the other is canceled at Stripe.',
  customerSees:
    'The first order is paid, with a receipt, although no page ever returned. The second fails, and nothing is taken.',
  cell: { edge: 'shopper->checkout', fault: 'client vanishes', phase: 'after the response' },
  proves: ['confirmation.recovery', 'confirmation.idempotency'],
} satisfies Scenario;
