import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { killedAtTheEndOfItsMail } from '../killed-at-the-end-of-its-mail.ts';

export default {
  name: 'email-killed-after-acceptance',
  broken: 'Email is killed after the mail server accepts a receipt, before it can record that.',
  customerSees:
    'The receipt, perhaps twice: the same message with one Message-ID, which mailboxes show once.',
  cell: { edge: 'email->mail', fault: 'kill the receiver', phase: 'after it ran, before a byte returns' },
  proves: ['receipt.recovery', 'receipt.idempotency'],
  // The killed worker's lease on the email lasts 30 s.
  livenessMs: 30_000,
  run: async (system) => {
    const orderId = await killedAtTheEndOfItsMail(system);
    await receiptIs(system, orderId, 'sent', 45_000);
    const copies = await isMailed(system, orderId);
    assert.ok(copies.length <= 2, `${copies.length} copies of the receipt`);
  },
} satisfies Scenario;
