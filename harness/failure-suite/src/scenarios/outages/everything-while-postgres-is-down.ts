import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, killing } from '../while-down.ts';

export default {
  name: 'everything-while-postgres-is-down',
  broken: 'Postgres is killed while customers use every feature.',
  customerSees:
    'Products and suggestions are available. Everything else gets 503 with Retry-After; a retry with the same key takes effect once.',
  cell: { edge: 'postgres', fault: 'kill -9', phase: 'throughout' },
  proves: ['checkout.recovery', 'refund.recovery', 'recommendations.fallback'],
  // The breaker for recommendations stays open for up to 15 s plus 20% jitter.
  livenessMs: 30_000,
  run: (system) =>
    everythingWhileDown(system, killing('postgres'), {
      order: 503,
      look: 503,
      refund: 503,
      suggestions: ['cache', 'default'],
    }),
} satisfies Scenario;
