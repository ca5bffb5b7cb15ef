import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'provider-trickles',
  broken:
    'The first answer of the provider comes in pieces of 40 bytes, one every 200 ms: never late by the byte, late as a whole.',
  customerSees: 'An answer within the deadline; the order is paid in the end, charged once.',
  cell: { edge: 'payments->stripe', fault: 'slices', phase: 'in mid-answer' },
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
