import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'mail-server-dead',
  broken: 'The mail server refuses every connection for 10 s, while one order arrives each second.',
  customerSees:
    'Orders are paid and confirmed as usual. Each receipt arrives once, after the mail server is back.',
  cell: { edge: 'email->mail', fault: 'refuse', phase: 'connect' },
  proves: [
    'receipt.fallback',
    'receipt.retry',
    'receipt.breaker',
    'receipt.recovery',
    'receipt.observability',
  ],
  // The mail server's breaker stays open for up to 30 s plus 20% jitter.
  livenessMs: 45_000,
  run: async (system) => {
    const outage = await system.lab.fault('email->mail', { kind: 'refuse' });
    const orders: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      orders.push(expectPaid(await system.shopper(`Ada ${n}`).checkOut({ attempts: 1 })));
      await delay(1_000);
    }
    await outage.struck();
    for (const orderId of orders) await receiptIs(system, orderId, 'queued');
    await outage.clear();
    const copies = await Promise.all(orders.map((orderId) => isMailed(system, orderId, 45_000)));
    assert.ok(
      copies.every(({ length }) => length === 1),
      'copies of each receipt',
    );
  },
} satisfies Scenario;
