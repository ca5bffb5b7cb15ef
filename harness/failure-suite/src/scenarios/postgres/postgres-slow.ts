import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'postgres-slow',
  broken: 'Every message between checkout and its database takes 120 ms, give or take 60 ms.',
  customerSees: 'Orders are accepted as usual, only slower. Each is paid and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'latency', phase: 'throughout' },
  proves: ['checkout.timeout'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    const fault = await system.lab.fault('checkout->postgres', { kind: 'latency', ms: 120, jitterMs: 60 });
    const responses = await Promise.all(
      ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name).checkOut()),
    );
    await fault.struck(6);
    for (const orderId of responses.map(expectAccepted)) {
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
