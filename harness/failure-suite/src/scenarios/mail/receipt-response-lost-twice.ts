import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs, saySent } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'receipt-response-lost-twice',
  broken: 'The mail server accepts the receipt twice, and both 250s are lost.',
  customerSees:
    'The receipt, in two copies with the same Message-ID, and no third one. An operator confirms it.',
  cell: { edge: 'email->mail', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['receipt.idempotency', 'receipt.observability'],
  livenessMs: 30_000,
  run: async (system) => {
    const strikes = [1, 2].map((ordinal) =>
      system.lab.strike({
        edge: 'email->mail',
        direction: 'response',
        label: '250 DATA content',
        ordinal,
        action: { kind: 'reset' },
      }),
    );
    const [first, second] = await Promise.all(strikes);
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await first?.hit();
    await second?.hit();
    const row = await receiptIs(system, orderId, 'held', 45_000);
    assert.match(String(row['reason']), /may have received the whole email/);
    assert.equal((await isMailed(system, orderId)).length, 2, 'copies of the receipt');
    await saySent(system, row['email_id']);
  },
} satisfies Scenario;
