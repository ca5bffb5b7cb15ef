import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed, receiptIs, receiptRow, sendAgain } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

/** An email is tried for 4 days. */
const days = { tried: 3, givenUp: 5 };

/** The receipt has waited for days, and is due. Returns its attempts. */
async function waitsFor(system: System, orderId: string, age: number): Promise<number> {
  const [row] = await system.query(
    'email',
    `update email set pending_since = pending_since - $2 * interval '1 day', due_at = clock_timestamp()
     where order_id = $1 returning attempts`,
    [orderId, age],
  );
  return Number(row?.['attempts']);
}

async function isTriedAgain(system: System, orderId: string, before: number): Promise<void> {
  await system.until(`the receipt of ${orderId} is tried again`, async () => {
    const row = await receiptRow(system, orderId);
    return Number(row?.['attempts']) > before && row?.['status'] !== 'sending';
  });
  assert.equal((await receiptRow(system, orderId))?.['status'], 'queued', 'a receipt after three days');
}

export default {
  name: 'email-deferred-for-days',
  broken: 'The mail server defers two receipts with 451: one for three days, the other for five.',
  customerSees: 'The first receipt arrives, once. The other waits for an operator, who sends it.',
  cell: { edge: 'email->mail', fault: 'days pass', phase: 'before the callee sees it' },
  proves: ['receipt.retry', 'receipt.recovery'],
  isBackdated: true,
  livenessMs: 20_000,
  run: async (system) => {
    const fault = await system.lab.fault('email->mail', {
      kind: 'status',
      status: 451,
      body: '451 4.7.1 Greylisted, please try again later',
      direction: 'request',
      label: 'DATA content',
    });
    const tried = expectPaid(await system.shopper('Ada').checkOut());
    const givenUp = expectPaid(await system.shopper('Grace').checkOut());
    await fault.struck(2);
    await receiptIs(system, givenUp, 'queued');
    const attempts = await waitsFor(system, tried, days.tried);
    await waitsFor(system, givenUp, days.givenUp);
    await isTriedAgain(system, tried, attempts);
    const held = await receiptIs(system, givenUp, 'held');
    assert.match(String(held['reason']), /Greylisted/);
    await fault.clear();
    await system.query('email', 'update email set due_at = clock_timestamp() where order_id = $1', [tried]);
    assert.equal((await isMailed(system, tried)).length, 1, 'copies of the receipt');
    await sendAgain(system, held['email_id']);
    assert.equal((await isMailed(system, givenUp)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
