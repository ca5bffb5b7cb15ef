import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'duplicated-in-transit-shopper-checkout',
  broken: 'The network delivers an order to checkout twice at the same time.',
  customerSees: 'One order, paid and charged once.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency'],
  run: async (system) => {
    await system.lab.strike({
      edge: 'shopper->checkout',
      direction: 'request',
      action: { kind: 'duplicate' },
    });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut());
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
