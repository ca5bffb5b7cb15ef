import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'charge-response-late',
  broken: 'The provider charges the card immediately, but its response takes 3 s.',
  customerSees:
    'A response within the deadline: paid, or pending with a notice. The late response changes nothing; one charge.',
  cell: { edge: 'payments->stripe', fault: 'latency', phase: 'after it ran, before a byte returns' },
  proves: ['payment.timeout', 'checkout.fallback'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    await system.lab.strike({
      edge: 'payments->stripe',
      direction: 'response',
      action: { kind: 'delay', ms: 3_000 },
    });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
