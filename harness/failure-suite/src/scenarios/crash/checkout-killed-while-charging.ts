import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectChargedOnce, expectPaid, orderBegunBy } from '../what-was-seen.ts';

export default {
  name: 'checkout-killed-while-charging',
  broken:
    'Payments has charged the card, and the copy of checkout that waits for its answer is killed (SIGKILL).',
  customerSees:
    'The connection breaks. Sent again under its key, the order is paid: the same order, charged once.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.recovery', 'checkout.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'checkout->payments', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () => ada.checkOut({ timeoutMs: 15_000 }));
    const orderId = await orderBegunBy(system, ada);
    await system.process(held.message.receiver).kill();
    await held.release('drop');
    await system.process(held.message.receiver).start();
    expectPaid(await outcome);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
