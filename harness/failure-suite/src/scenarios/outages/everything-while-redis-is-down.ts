import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, killing } from '../while-down.ts';

export default {
  name: 'everything-while-redis-is-down',
  needs: 'redis',
  broken: 'Redis is killed while customers use every feature.',
  customerSees: 'Everything works as usual. Receipts arrive once Redis is back.',
  cell: { edge: 'redis', fault: 'kill -9', phase: 'throughout' },
  proves: ['receipt.fallback', 'receipt.recovery'],
  // The relay's pauses and its breaker may have grown to 10 s just before Redis comes back.
  livenessMs: 40_000,
  run: (system) =>
    everythingWhileDown(system, killing('redis'), {
      order: 201,
      look: 200,
      refund: 201,
      suggestions: ['live'],
    }),
} satisfies Scenario;
