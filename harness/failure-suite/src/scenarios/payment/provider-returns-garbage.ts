import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'provider-returns-garbage',
  broken: 'The provider charges the card and returns something that is not HTTP.',
  customerSees:
    'The order is paid, or pending with a notice, and ends up paid, charged once. None of the garbage is shown.',
  cell: { edge: 'payments->stripe', fault: 'garbage', phase: 'mid-response' },
  proves: ['payment.recovery'],
  run: async (system) => {
    const fault = await system.lab.fault('payments->stripe', { kind: 'garbage', times: 1 });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
