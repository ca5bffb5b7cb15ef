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
  livenessMs: 25_000,
} satisfies Scenario;
