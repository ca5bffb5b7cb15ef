import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';
import { whileLocked } from '../row-locks.ts';

const soonDue = `
  update email set due_at = clock_timestamp() + interval '100 milliseconds'
  where order_id = any($1) and status = 'queued'`;

export default {
  name: 'due-emails-locked',
  broken:
    'Five receipts were deferred. An administrator locks them as they become due, so both instances of email meet the lock.',
  customerSees: 'One receipt each, once the lock is gone.',
  cell: { edge: 'email->postgres', fault: 'lock', phase: 'before the callee sees it' },
  proves: ['receipt.idempotency', 'receipt.recovery'],
  run: async (system) => {
    const greylist = await system.lab.fault('email->mail', {
      kind: 'status',
      status: 451,
      body: '451 4.7.1 Greylisted, please try again later',
      direction: 'request',
      label: 'DATA content',
    });
    const orders: string[] = [];
    for (let n = 0; n < 5; n += 1) orders.push(expectPaid(await system.shopper(`Ada ${n}`).checkOut()));
    for (const orderId of orders) await receiptIs(system, orderId, 'queued');
    await greylist.struck(orders.length);
    await system.query('email', soonDue, [orders]);
    await whileLocked(system, 'email', ['select from email where order_id = any($1)'], [orders], () =>
      greylist.clear(),
    );
    const copies = await Promise.all(orders.map((orderId) => isMailed(system, orderId)));
    assert.ok(
      copies.every(({ length }) => length === 1),
      'copies of each receipt',
    );
  },
} satisfies Scenario;
