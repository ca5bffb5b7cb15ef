import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectResponse, expectPaid, orderBegunBy, statusOf } from '../expectations.ts';

export default {
  name: 'paused-instance-wakes-after-the-refund',
  broken:
    'The instance of checkout that is processing an order is paused (SIGSTOP); another instance finishes the order, and it is refunded; then the first resumes.',
  customerSees: 'The order stays refunded: the fence rejects the late writes of the resumed instance.',
  cell: { edge: 'checkout', fault: 'pause and resume', phase: 'after the response' },
  proves: ['checkout.recovery', 'refund.idempotency'],
  // The lease of the paused process must expire first.
  livenessMs: 20_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'checkout->payments', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 4_000 }),
    );
    const orderId = await orderBegunBy(system, ada);
    const zombie = system.process(held.message.receiver);
    await zombie.pause();
    await held.release('forward');
    await becomes(system, orderId, 'paid');
    const { key } = await outcome;
    expectPaid(await ada.checkOut({ key: String(key), timeoutMs: 2_000 }));
    expectResponse(await ada.refund(orderId, { timeoutMs: 2_000 }), 201);
    await becomes(system, orderId, 'refunded');
    await zombie.resume();
    await system.until(`${zombie.name} responds again`, async () => {
      const { status } = await system.ask(zombie.name, '/health/ready');
      return status === 200;
    });
    assert.equal(await statusOf(system, orderId), 'refunded', 'the status of the refunded order');
    system.saw('lease taken over');
  },
} satisfies Scenario;
