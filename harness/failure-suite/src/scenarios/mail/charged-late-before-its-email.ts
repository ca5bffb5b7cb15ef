import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { chargeLate, untilRefundedInFull } from '../a-late-charge.ts';
import { isRecorded, longestStatementMs, mailsAbout } from '../emails-seen.ts';

export default {
  name: 'charged-late-before-its-email',
  broken:
    'The mail server is away while a bank payment fails and is then made with a card, outside the shop, so both emails wait together.',
  customerSees:
    'Only that the payment went through late and is refunded. No email says that nothing was charged.',
  cell: { edge: 'email->mail', fault: 'refuse', phase: 'connect' },
  proves: ['refund.observability', 'receipt.recovery'],
  chargedElsewhere: 1,
  // The mail server's breaker stays open for up to 30 s plus 20% jitter.
  livenessMs: 45_000,
  run: async (system) => {
    const outage = await system.lab.fault('email->mail', { kind: 'refuse' });
    const { orderId, end } = await bankPayment(system, system.shopper('Ada'));
    await end('failed');
    await isRecorded(system, orderId, 'payment_failed');
    await chargeLate(system, orderId);
    await untilRefundedInFull(system, orderId);
    await isRecorded(system, orderId, 'extra_charge:', longestStatementMs);
    await outage.struck();
    await outage.clear();
    const mails = await system.until(
      'an email says that the payment went through late',
      async () => {
        const found = await mailsAbout(system, orderId);
        return found.some(({ subject }) => /went through late/.test(subject)) && found;
      },
      45_000,
    );
    const untrue = mails.filter(({ text }) => text.includes('Nothing was charged'));
    assert.deepEqual(untrue, [], 'emails that deny a charge that had been made before');
  },
} satisfies Scenario;
