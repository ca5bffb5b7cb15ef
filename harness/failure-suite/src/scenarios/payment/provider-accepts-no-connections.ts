import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'provider-accepts-no-connections',
  broken:
    'Connection attempts to the provider are neither accepted nor refused: the first packet gets no reply.',
  customerSees:
    'The order is pending with a notice within the deadline. It becomes paid once the provider is reachable.',
  cell: { edge: 'payments->stripe', fault: 'syn hang', phase: 'connect' },
  proves: ['payment.timeout', 'checkout.fallback'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    const fault = await system.lab.fault('payments->stripe', { kind: 'syn_hang' });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await fault.struck();
    await fault.clear();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
