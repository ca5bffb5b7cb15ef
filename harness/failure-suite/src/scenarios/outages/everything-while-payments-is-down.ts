import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, killing } from '../while-down.ts';

export default {
  name: 'everything-while-payments-is-down',
  broken: 'Both instances of payments are killed while customers use every feature.',
  customerSees:
    'Orders and refunds are accepted as pending and complete once payments is back. Everything else works as usual.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'throughout' },
  proves: ['checkout.fallback', 'refund.fallback', 'payment.recovery', 'refund.recovery'],
  // The breaker may have reopened for 15 s plus 20% jitter just before payments comes back.
  livenessMs: 40_000,
  run: (system) =>
    everythingWhileDown(system, killing('payments', 'payments-2'), {
      order: 202,
      look: 200,
      refund: 201,
      suggestions: ['live'],
    }),
} satisfies Scenario;
