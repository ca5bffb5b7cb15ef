import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'payments-killed-during-a-refund',
  broken:
    'The provider has refunded the money, and the instance of payments that is waiting for the response is killed (SIGKILL).',
  customerSees: 'The refund is accepted, at worst as pending, and completes: the money is refunded once.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
  proves: ['refund.recovery', 'refund.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const point = { edge: 'payments->stripe', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.refund(orderId, { attempts: 1, timeoutMs: 15_000 }),
    );
    await system.process(held.message.receiver).kill();
    await held.release('drop');
    expectResponse(await outcome, 201);
    await system.process(held.message.receiver).start();
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
