import assert from 'node:assert/strict';
import { type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { expectResponse } from './expectations.ts';
import { gauge } from './gauges-seen.ts';

/** Every time that the services have recorded about a payment in progress. */
const times = {
  checkout: [
    ['idempotency_key', ['created_at', 'sent_at', 'first_sent_at']],
    ['orders', ['created_at', 'expected_by']],
  ],
  payments: [
    ['idempotency_key', ['created_at', 'sent_at', 'first_sent_at']],
    ['payment', ['created_at', 'expected_by']],
  ],
} as const;
const ownerOf = { checkout: 'orders', payments: 'payment' } as const;

/** Days pass for a payment in progress: at the provider, and in the records of both services. */
export async function daysPass(system: System, orderId: string, days: number): Promise<void> {
  for (const database of ['checkout', 'payments'] as const)
    for (const [table, columns] of times[database])
      await system.query(
        database,
        `update ${table} t set ${columns.map((each) => `${each} = t.${each} - $2 * interval '1 day'`).join(', ')}
         from ${ownerOf[database]} o where o.operation_id = t.operation_id and o.order_id = $1`,
        [orderId, days],
      );
  await system.simulator.advanceDays(days);
}

/** 300 s: beyond, the alert IdempotencyOutcomeUnknown fires. */
const unknownAtMostSeconds = 300;

/** Both services have looked at the payment again, with the same due date, and no alert calls it stuck. */
export async function expectWaiting(system: System, shopper: Shopper, orderId: string): Promise<void> {
  const due = await dueDates(system, orderId);
  for (const database of ['checkout', 'payments'] as const) await isRechecked(system, database, orderId);
  assert.deepEqual(await dueDates(system, orderId), due, 'the payment is due when it was before');
  for (const name of ['checkout', 'checkout-2', 'payments', 'payments-2']) {
    assert.equal(
      await gauge(system, name, 'idempotency_unfinished_keys', 'review'),
      0,
      `keys in review at ${name}`,
    );
    await system.until(`${name} does not call its outcome unknown`, async () => {
      const seconds = await gauge(system, name, 'idempotency_oldest_unfinished_seconds', 'unknown');
      return seconds <= unknownAtMostSeconds;
    });
  }
  const order = expectResponse(await shopper.get(`/orders/${orderId}`), 200);
  assert.equal(order['status'], 'payment_pending');
  assert.match(String(order['notice']), /^Your bank is transferring \$[\d,]+\.\d\d/);
  assert.ok(Date.parse(String(order['expectedBy'])) > Date.now(), 'the order has an expected payment date');
}

const dueDates = (system: System, orderId: string) =>
  Promise.all(
    (['checkout', 'payments'] as const).map((database) =>
      system.query(database, `select expected_by from ${ownerOf[database]} where order_id = $1`, [orderId]),
    ),
  );

async function isRechecked(
  system: System,
  database: 'checkout' | 'payments',
  orderId: string,
): Promise<void> {
  const tries = async (): Promise<number> => {
    const [key] = await system.query(
      database,
      `select tries from idempotency_key join ${ownerOf[database]} o using (operation_id) where o.order_id = $1`,
      [orderId],
    );
    return Number(key?.['tries']);
  };
  const before = await tries();
  await system.until(
    `${database} has looked at ${orderId} again`,
    async () => (await tries()) > before,
    20_000,
  );
}
