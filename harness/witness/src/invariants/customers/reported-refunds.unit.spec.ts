import { describe, expect, it } from '@jest/globals';
import { against } from '../evidence.fixture.ts';
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
    expect(against(13, bounced({ mails: [], orderRefunds: refused }))).toBe('');
  });
});
