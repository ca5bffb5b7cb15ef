import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'duplicated-in-transit-payments-stripe',
  broken: 'The network delivers a charge to the provider twice.',
  customerSees: 'One order, paid and charged once.',
  cell: { edge: 'payments->stripe', fault: 'duplicate', phase: 'before the callee sees it' },
  proves: ['payment.idempotency'],
  run: async (system) => {
    await system.lab.strike({
      edge: 'payments->stripe',
      direction: 'request',
      action: { kind: 'duplicate' },
    });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut());
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
