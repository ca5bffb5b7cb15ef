import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('slow-suggestions'),
  broken: 'Recommendations responds after 3 s, until its breaker has opened and a while longer.',
  customerSees:
    'Older suggestions or popular products within a second, and live ones once it is fixed. Orders are paid as usual.',
  cell: { edge: 'checkout->recommendations', fault: 'latency', phase: 'throughout' },
  proves: ['recommendations.timeout', 'recommendations.breaker', 'recommendations.fallback'],
  fallacies: ['latency is zero'],
  // As shipped. With the suite's 500 ms, both copies of checkout send a test request during Ada's five looks.
  settings: { BREAKER_OPEN_MS: '3000', BREAKER_OPEN_CAP_MS: '5000' },
  livenessMs: 25_000,
} satisfies Scenario;
