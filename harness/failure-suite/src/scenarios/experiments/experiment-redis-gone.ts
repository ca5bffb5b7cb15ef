import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('redis-gone'),
  broken: 'Redis is killed while ten customers buy, and started again later.',
  customerSees: 'All ten orders are paid as usual. Ten receipts arrive once Redis is back, each once.',
  cell: { edge: 'checkout->redis', fault: 'kill', phase: 'connect' },
  proves: ['checkout.fallback', 'receipt.recovery'],
  // The pauses of the relay and its breaker may have grown to 10 s just before Redis comes back.
  livenessMs: 40_000,
} satisfies Scenario;
