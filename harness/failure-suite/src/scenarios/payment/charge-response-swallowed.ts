import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'charge-response-swallowed',
  broken: 'The provider charges the card, then its connection goes silent: no response, no reset.',
  customerSees:
    'The order is accepted within the deadline, paid or pending with a notice. It is charged once and becomes paid.',
  cell: { edge: 'payments->stripe', fault: 'black hole', phase: 'after it ran, before a byte returns' },
  proves: ['payment.timeout', 'checkout.timeout', 'payment.recovery'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    await system.lab.strike({
      edge: 'payments->stripe',
      direction: 'response',
      action: { kind: 'black_hole' },
    });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
