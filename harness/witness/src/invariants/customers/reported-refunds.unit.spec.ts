import { describe, expect, it } from '@jest/globals';
import { against, aResponse } from '../evidence.fixture.ts';
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
});
