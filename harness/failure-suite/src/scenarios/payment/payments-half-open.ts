import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-half-open',
  broken:
    'The instance of payments that received an order is killed, but its FIN never reaches checkout: the connection looks alive.',
  customerSees:
    'A response within the deadline, paid or pending with a notice. The order ends up paid, charged once.',
  cell: { edge: 'checkout->payments', fault: 'half-open', phase: 'before the callee sees it' },
  proves: ['checkout.timeout', 'checkout.recovery'],
  run: async (system) => {
    const { orderId, held, outcome } = await orderBeingCharged(system, system.shopper('Ada'), {
      attempts: 1,
      timeoutMs: 8_000,
    });
    const fault = await system.lab.fault('checkout->payments', { kind: 'half_open', direction: 'response' });
    const victim = system.process(held.message.receiver);
    await victim.kill();
    await held.release('drop');
    expectAccepted(await outcome);
    await fault.struck();
    await fault.clear();
    await victim.start();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
