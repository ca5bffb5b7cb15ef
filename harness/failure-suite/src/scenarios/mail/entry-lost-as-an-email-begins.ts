import assert from 'node:assert/strict';
import { NotHit } from '@holdfast/engine';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'entry-lost-as-an-email-begins',
  broken:
    'Email enters a receipt without waiting for the disk, and begins to send it. A crash of Postgres costs the entry, and the connection to the mail server breaks.',
  customerSees: 'The receipt, once.',
  cell: { edge: 'email->postgres', fault: 'entry lost', phase: 'after the response' },
  proves: ['receipt.recovery', 'receipt.idempotency'],
  livenessMs: 30_000,
  run: async (system) => {
    const point = { edge: 'email->mail', direction: 'request', label: 'MAIL' } as const;
    const { held, outcome } = await holdAt(system, point, () => system.shopper('Ada').checkOut());
    const orderId = expectPaid(await outcome);
    const lost = 'delete from email where order_id = $1 returning 1';
    if ((await system.query('email', lost, [orderId])).length === 0) throw new NotHit('No entry was made.');
    await held.release('reset');
    assert.equal((await isMailed(system, orderId, 20_000)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
