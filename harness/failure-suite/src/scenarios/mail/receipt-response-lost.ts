import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'receipt-response-lost',
  broken:
    'The mail server accepts the receipt, but its 250 is lost: email cannot know whether the receipt was sent.',
  customerSees: 'The receipt, in two copies with the same Message-ID: the gap that SMTP leaves open.',
  cell: { edge: 'email->mail', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['receipt.retry', 'receipt.idempotency'],
  isShort: true,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'email->mail',
      direction: 'response',
      label: '250 DATA content',
      action: { kind: 'reset' },
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await strike.hit();
    system.saw('response lost after the effect');
    const row = await receiptIs(system, orderId, 'sent');
    const copies = await isMailed(system, orderId);
    assert.equal(row['attempts'], 2);
    assert.equal(copies.length, 2, 'copies of the receipt');
    assert.equal(copies[0]?.messageId, row['message_id']);
  },
} satisfies Scenario;
