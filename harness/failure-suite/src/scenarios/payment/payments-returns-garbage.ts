import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-returns-garbage',
  broken: 'Payments charges the card and returns something that is not HTTP.',
  customerSees:
    'The order is accepted and ends up paid, charged once. None of the garbage reaches the customer.',
  cell: { edge: 'checkout->payments', fault: 'garbage', phase: 'mid-response' },
  proves: ['checkout.recovery'],
  run: async (system) => {
    const fault = await system.lab.fault('checkout->payments', { kind: 'garbage', times: 1 });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
