import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs, saySent } from '../emails-seen.ts';
import { killedAtTheEndOfItsMail } from '../killed-at-the-end-of-its-mail.ts';

export default {
  name: 'email-killed-after-acceptance-hold',
  broken:
    'Email is set to hold uncertain messages. It is killed after the mail server accepts a receipt, before it can record that.',
  customerSees: 'The receipt, once. An operator confirms that it was sent.',
  cell: { edge: 'email->mail', fault: 'kill the receiver', phase: 'after the response' },
  proves: ['receipt.idempotency', 'receipt.observability'],
  settings: { email: { EMAIL_WHEN_UNCERTAIN: 'hold' } },
  livenessMs: 30_000,
  run: async (system) => {
    const orderId = await killedAtTheEndOfItsMail(system);
    const row = await receiptIs(system, orderId, 'held', 45_000);
    assert.match(String(row['reason']), /may have received the whole email/);
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
    await saySent(system, row['email_id']);
  },
} satisfies Scenario;
