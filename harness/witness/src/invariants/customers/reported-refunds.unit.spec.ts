import { describe, expect, it } from '@jest/globals';
import { aCharge, against, aLedger, anEmail, anOrder, aResponse } from '../evidence.fixture.ts';
import { bounced, reportsCorrupted } from './corrupted-reports.fixture.ts';
import { aRefundMail, aFailureMail } from '../refunded.fixture.ts';

describe('13: reported refunds', () => {
  it.each(reportsCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(13, ledger)).toContain(said);
  });

  it('accepts one correction, or none for a refund that was never announced', () => {
    expect(against(13, bounced({ mails: [aRefundMail(), aFailureMail()] }))).toBe('');
    expect(against(13, bounced({ mails: [aFailureMail()] }))).toBe('');
    const refused = [
      { refund_id: 're_1', status: 'failed', failed_after_success: false, pending_notified_at: null },
    ];
    expect(against(13, bounced({ mails: [], responses: [], orderRefunds: refused }))).toBe('');
  });

  it('takes an accepted request for an announcement, whatever the order says', () => {
    const promised = aResponse({
      method: 'POST',
      path: '/orders/ord_1/refunds',
      status: 201,
      text: JSON.stringify({ refundId: 're_1', orderId: 'ord_1', status: 'pending' }),
    });
    const failed = {
      refund_id: 're_1',
      status: 'failed',
      failed_after_success: false,
      pending_notified_at: null,
    };
    const ledger = { mails: [], orderRefunds: [failed], responses: [promised] };
    expect(against(13, bounced(ledger))).toContain('refund re_1 was announced and failed, but no email');
  });

  const late = { chargeId: 'ch_2', metadata: { orderId: 'ord_1', paymentId: 'pay_2' } };
  const emailed = anEmail({ kind: 'extra_charge', identity: 'extra_charge:pay_2', message_id: '<eml_2@x>' });

  it.each([
    [
      'of an order that had failed',
      [anOrder({ status: 'payment_failed', payment_id: null })],
      [aCharge(late)],
    ],
    ['of an order that was paid', [anOrder({ payment_id: 'pay_1' })], [aCharge(), aCharge(late)]],
  ])('expects an email about a charge %s', (_what, orders, charges) => {
    const said = 'ch_2 is an extra charge of order ord_1, but no email says so';
    expect(against(13, aLedger({ orders, charges }))).toContain(said);
    expect(against(13, aLedger({ orders, charges, emails: [anEmail(), emailed] }))).toBe('');
  });
});
