import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

export default {
  name: 'postgres-refuses-payments',
  broken: 'Payments cannot connect to its database, and its existing connections are gone.',
  customerSees:
    'The order is pending with a notice. It is charged once, when payments has its database back.',
  cell: { edge: 'payments->postgres', fault: 'refuse', phase: 'connect' },
  proves: ['payment.fallback', 'checkout.fallback', 'payment.recovery'],
  run: async (system) => {
    const outage = await system.lab.fault('payments->postgres', { kind: 'refuse' });
    const orderId = expectPending(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await outage.struck();
    await outage.clear();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
