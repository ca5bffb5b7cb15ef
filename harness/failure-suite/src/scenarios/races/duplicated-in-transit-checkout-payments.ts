import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'duplicated-in-transit-checkout-payments',
  broken: 'The network delivers the request for a charge to payments twice.',
  customerSees: 'One order, paid and charged once.',
  cell: { edge: 'checkout->payments', fault: 'duplicate', phase: 'before the callee sees it' },
  proves: ['payment.idempotency'],
  run: async (system) => {
    await system.lab.strike({
      edge: 'checkout->payments',
      direction: 'request',
      action: { kind: 'duplicate' },
    });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut());
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
