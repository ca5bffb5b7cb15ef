import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

export default {
  name: 'payments-refuses-connections',
  broken: 'Both instances of payments refuse connections.',
  customerSees: 'The order is pending with a notice. It becomes paid automatically once payments is back.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.fallback', 'checkout.recovery'],
  isShort: true,
  run: async (system) => {
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    const orderId = expectPending(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await outage.struck();
    await outage.clear();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
