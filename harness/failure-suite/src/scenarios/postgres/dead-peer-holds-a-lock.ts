import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'dead-peer-holds-a-lock',
  broken:
    'An instance of payments locks a refund and goes silent: its connection stays open in the middle of a transaction.',
  customerSees:
    'The order becomes refunded: Postgres ends the silent transaction, and the next delivery of the webhook gets the lock.',
  cell: { edge: 'payments->postgres', fault: 'half-open', phase: 'after it ran, before a byte returns' },
  proves: ['refund.recovery', 'webhook.recovery'],
  // The silent transaction lasts as long as its lease, and the provider repeats its webhook some seconds
  // later.
  livenessMs: 40_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    const lock = await system.lab.strike({
      edge: 'payments->postgres',
      direction: 'request',
      contains: 'refund_id = $1 for update',
      action: { kind: 'hold' },
    });
    expectResponse(await ada.refund(orderId), 201);
    const { message } = await lock.hit();
    const locked = await system.lab.strike({
      edge: String(message?.edge),
      direction: 'response',
      action: { kind: 'black_hole' },
    });
    await lock.release('forward');
    await locked.hit();
    await system.until(
      'the order is refunded',
      async () => {
        const [order] = await system.query('checkout', 'select status from orders where order_id = $1', [
          orderId,
        ]);
        return order?.['status'] === 'refunded';
      },
      40_000,
    );
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
