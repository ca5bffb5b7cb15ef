import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-accepts-no-connections',
  broken: 'Connection attempts to payments are neither accepted nor refused.',
  customerSees:
    'The order is pending with a notice within the deadline. It becomes paid once payments is reachable.',
  cell: { edge: 'checkout->payments', fault: 'syn hang', phase: 'connect' },
  proves: ['checkout.timeout', 'checkout.fallback'],
  run: async (system) => {
    const fault = await system.lab.fault('checkout->payments', { kind: 'syn_hang' });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await fault.struck();
    await fault.clear();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
