import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'responses-in-slices',
  broken: 'The network delivers everything between customer, checkout and payments in 50-byte slices.',
  customerSees: 'Nothing unusual: the order is paid.',
  cell: { edge: 'checkout->payments', fault: 'slices', phase: 'mid-response' },
  proves: ['checkout.timeout'],
  run: async (system) => {
    const slices = { kind: 'slice', bytes: 50, pauseMs: 2 } as const;
    const faults = await Promise.all(
      ['shopper->checkout', 'checkout->payments'].map((edge) => system.lab.fault(edge, slices)),
    );
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    for (const fault of faults) await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
