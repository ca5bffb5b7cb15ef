import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'payments-returns-garbage',
  broken: 'Payments charges the card, and what comes back is no HTTP.',
  customerSees:
    'The order is taken and ends as paid, charged once; no word of the garbage reaches the customer.',
  cell: { edge: 'checkout->payments', fault: 'garbage', phase: 'in mid-answer' },
  proves: ['checkout.recovery'],
  run: async (system) => {
    const fault = await system.lab.fault('checkout->payments', { kind: 'garbage', times: 1 });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
