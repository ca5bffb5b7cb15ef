import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectChargedOnce, expectPaid, orderBegunBy } from '../expectations.ts';

export default {
  name: 'checkout-killed-while-charging',
  broken:
    'Payments has charged the card, and the instance of checkout that is waiting for the response is killed (SIGKILL).',
  customerSees:
    'The connection breaks. A retry with the same key returns the same order, paid and charged once.',
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
