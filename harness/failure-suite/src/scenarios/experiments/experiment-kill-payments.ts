import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('kill-payments'),
  broken:
    'Both instances of payments are killed (SIGKILL) while the response to a charge is held, and started again later.',
  customerSees:
    'The order is pending with a notice, and paid later without another request. It is charged once.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery', 'payment.idempotency'],
  livenessMs: 25_000,
} satisfies Scenario;
