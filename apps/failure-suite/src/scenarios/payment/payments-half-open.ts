import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'payments-half-open',
  broken: 'Connections to payments look alive and are dead: what is sent on them goes nowhere.',
  customerSees:
    'The order is pending with a notice within the deadline, and becomes paid once the network is well.',
  cell: { edge: 'checkout->payments', fault: 'half-open', phase: 'before the callee sees it' },
  proves: ['checkout.timeout', 'checkout.recovery'],
  run: async (system) => {
    expectAccepted(await system.shopper('Grace').checkOut());
    const fault = await system.lab.fault('checkout->payments', { kind: 'half_open' });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await fault.struck();
    await fault.clear();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
