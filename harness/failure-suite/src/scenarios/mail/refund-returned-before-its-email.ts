import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isRecorded, longestStatementMs, mailsAbout } from '../emails-seen.ts';
import { expectPaid, expectResponse } from '../expectations.ts';

export default {
  name: 'refund-returned-before-its-email',
  broken:
    'The mail server is away while a refund is made and then returned by the bank, so both emails wait together.',
  customerSees: 'Only that the bank returned the refund. No email says that it is on its way.',
  cell: { edge: 'email->mail', fault: 'refuse', phase: 'connect' },
  proves: ['refund.observability', 'receipt.recovery'],
  // The mail server's breaker stays open for up to 30 s plus 20% jitter.
  livenessMs: 45_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
    await system.simulator.withholdEvents();
    const outage = await system.lab.fault('email->mail', { kind: 'refuse' });
    expectResponse(await ada.refund(orderId), 201);
    await isRecorded(system, orderId, 'refund:');
    await system.simulator.clearFaults();
    await isRecorded(system, orderId, 'refund_failed:', longestStatementMs);
    await outage.struck();
    await outage.clear();
    const mails = await system.until(
      'an email says that the bank returned the refund',
      async () => {
        const found = await mailsAbout(system, orderId);
        return found.some(({ text }) => text.includes('Your bank returned your refund')) && found;
      },
      45_000,
    );
    const untrue = mails.filter(({ text }) => text.includes('We have refunded'));
    assert.deepEqual(untrue, [], 'emails about a refund that had been returned before');
  },
} satisfies Scenario;
