import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'provider-trickles',
  broken:
    "The provider's first response arrives in 40-byte pieces, one every 200 ms: no byte is late, but the whole response is.",
  customerSees: 'A response within the deadline. The order ends up paid, charged once.',
  cell: { edge: 'payments->stripe', fault: 'slices', phase: 'mid-response' },
  proves: ['payment.timeout'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    const slices = { kind: 'slice', bytes: 40, pauseMs: 200, direction: 'response', times: 1 } as const;
    const fault = await system.lab.fault('payments->stripe', slices);
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
