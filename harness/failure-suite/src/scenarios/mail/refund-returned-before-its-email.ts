import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { mailsAbout } from '../emails-seen.ts';
import { expectPaid, expectResponse } from '../expectations.ts';

/** 2.1 s: no statement runs for longer, so each one that begins by then sees the email. */
const longestStatementMs = 2_100;

/** Waits until an email of this kind has been recorded for so long. */
const isRecorded = (system: System, orderId: string, kind: string, forMs = 0): Promise<unknown> =>
  system.until(
    `an email of kind ${kind} is recorded`,
    async () => {
      const text = `select from email where order_id = $1 and kind like $2
                      and created_at <= clock_timestamp() - $3::float8 * interval '1 millisecond'`;
      return (await system.query('email', text, [orderId, `${kind}%`, forMs])).length > 0;
    },
    20_000,
  );

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
