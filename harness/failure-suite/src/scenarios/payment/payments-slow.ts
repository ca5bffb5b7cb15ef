import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-slow',
  broken: 'Every message between checkout and payments takes 3 s longer, each way.',
  customerSees:
    'Each of three customers gets a response within the deadline. All orders end up paid, charged once.',
  cell: { edge: 'checkout->payments', fault: 'latency', phase: 'throughout' },
  proves: ['checkout.timeout', 'checkout.fallback'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    const fault = await system.lab.fault('checkout->payments', { kind: 'latency', ms: 3_000 });
    const shoppers = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
    const responses = await Promise.all(
      shoppers.map((each) => each.checkOut({ attempts: 1, timeoutMs: 12_000 })),
    );
    const orders = responses.map(expectAccepted);
    await fault.struck();
    await fault.clear();
    for (const orderId of orders) await becomes(system, orderId, 'paid');
    for (const orderId of orders) await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
