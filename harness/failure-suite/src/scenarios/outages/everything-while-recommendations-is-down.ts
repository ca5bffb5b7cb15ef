import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, killing } from '../while-down.ts';

export default {
  name: 'everything-while-recommendations-is-down',
  broken: 'Recommendations is killed while customers use every feature.',
  customerSees: 'The last good suggestions are shown with their age. Everything else works as usual.',
  cell: { edge: 'recommendations', fault: 'kill -9', phase: 'throughout' },
  proves: ['recommendations.fallback', 'recommendations.recovery', 'checkout.fallback'],
  // Its breaker stays open for up to 15 s plus 20% jitter.
  livenessMs: 30_000,
  run: (system) =>
    everythingWhileDown(system, killing('recommendations'), {
      order: 201,
      look: 200,
      refund: 201,
      suggestions: ['cache'],
    }),
} satisfies Scenario;
