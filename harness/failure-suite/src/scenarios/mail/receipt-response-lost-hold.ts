import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs, saySent } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

/** The connection ends before the 250, or the 250 never comes. */
const losses = [
  ['receipt-response-lost-hold', 'reset', 'is lost'],
  ['receipt-response-swallowed-hold', 'black_hole', 'never arrives, although the connection stays'],
] as const;

export default losses.map(([name, action, says]): Scenario => ({
  name,
  broken: `Email is set to hold uncertain messages. The mail server accepts a receipt, but its 250 ${says}.`,
  customerSees: 'The receipt, once. An operator confirms that it was sent.',
  cell: { edge: 'email->mail', fault: action, phase: 'after it ran, before a byte returns' },
  proves: ['receipt.idempotency', 'receipt.observability'],
  settings: { email: { EMAIL_WHEN_UNCERTAIN: 'hold' } },
  livenessMs: 30_000,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'email->mail',
      direction: 'response',
      label: '250 DATA content',
      action: { kind: action },
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await strike.hit();
    const row = await receiptIs(system, orderId, 'held', 45_000);
    assert.match(String(row['reason']), /may have received the whole email/);
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
    await saySent(system, row['email_id']);
  },
}));
