import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('frozen-database'),
  broken: 'Postgres is paused (SIGSTOP) while an order is placed, until its customer has been refused.',
  customerSees:
    '503 with Retry-After, and nothing is charged meanwhile. Then the order is paid with the same key, and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'stopped', phase: 'throughout' },
  proves: ['checkout.timeout', 'checkout.recovery'],
  livenessMs: 25_000,
} satisfies Scenario;
