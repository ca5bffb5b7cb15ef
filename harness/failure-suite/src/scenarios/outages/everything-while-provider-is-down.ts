import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, refusing } from '../while-down.ts';

export default {
  name: 'everything-while-provider-is-down',
  broken: 'The card provider refuses every connection while customers use every feature.',
  customerSees:
    'Orders and refunds are accepted as pending and complete once the provider is back. Everything else works as usual.',
  cell: { edge: 'payments->stripe', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.fallback', 'payment.fallback', 'refund.fallback', 'refund.recovery'],
  // The breaker may have reopened for 15 s plus 20% jitter just before the provider comes back.
  livenessMs: 40_000,
  run: (system) =>
    everythingWhileDown(system, refusing('payments->stripe'), {
      order: 202,
      look: 200,
      refund: 201,
      suggestions: ['live'],
    }),
} satisfies Scenario;
