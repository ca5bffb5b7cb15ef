import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';
import { ordersComparedSince } from '../reconciliation-seen.ts';

/** More than a page of a ledger, which has 100 rows. */
const orders = 104;
const atOnce = 8;

export default {
  name: 'orders-of-one-moment',
  broken:
    'More orders than fit on a page of a ledger were placed in the same millisecond, as after an import from another shop.',
  customerSees: 'Their orders as they were placed. Reconciliation compares each of them, on both pages.',
  cell: { edge: 'checkout->payments', fault: 'external change', phase: 'after the response' },
  proves: ['payment.recovery', 'payment.observability'],
  isBackdated: true,
  run: async (system) => {
    const placed: string[] = [];
    const buy = async (): Promise<void> => {
      while (placed.length < orders) placed.push(expectPaid(await system.shopper().checkOut()));
    };
    await Promise.all(Array.from({ length: atOnce }, buy));
    for (const [database, table] of [
      ['checkout', 'orders'],
      ['payments', 'payment'],
    ] as const) {
      const moved = await system.query(
        database,
        `update ${table} set created_at = (select min(created_at) from ${table} where order_id = any($1))
         where order_id = any($1) returning order_id`,
        [placed],
      );
      assert.ok(moved.length > 100, `rows of one moment in ${table}`);
    }
    await ordersComparedSince(system, new Date());
  },
} satisfies Scenario;
