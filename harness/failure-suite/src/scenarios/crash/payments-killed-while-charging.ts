import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-killed-while-charging',
  broken:
    "The card is charged, and the instance of payments that is waiting for the provider's response is killed (SIGKILL).",
  customerSees: 'The order is paid, or pending with a notice and paid soon after. It is charged once.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery', 'payment.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
    );
    await system.process(held.message.receiver).kill();
    await held.release('drop');
    const orderId = expectAccepted(await outcome);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await system.process(held.message.receiver).start();
  },
} satisfies Scenario;
