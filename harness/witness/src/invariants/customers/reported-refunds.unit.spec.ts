import { describe, expect, it } from '@jest/globals';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { against, aMail, anEmail } from '../evidence.fixture.ts';
import { aRefundedLedger, aRefundMail, aFailureMail } from '../refunded.fixture.ts';

const returned = (over: Partial<Ledgers> = {}): Ledgers =>
  aRefundedLedger({
    orderRefunds: [{ refund_id: 're_1', order_id: 'ord_1', status: 'failed', failed_after_success: true }],
    ...over,
  });

const row = (kind: string, over: object = {}) => anEmail({ kind, identity: `${kind}:re_1`, ...over });

describe('13: reported refunds', () => {
  it.each([
    ['a refund that no email reports', aRefundedLedger({ mails: [aMail()] }), 're_1 succeeded, but no email'],
    [
      'two emails about one refund',
      aRefundedLedger({ mails: [aRefundMail(), aRefundMail({ messageId: '<b@x>' })] }),
      'as made by another email: <b@x>',
    ],
    [
      'a successful refund that is reported as failed',
      aRefundedLedger({ mails: [aRefundMail(), aFailureMail()] }),
      'an email says that it failed',
    ],
    [
      'a refund that the bank returned, without a correction',
      returned({ mails: [aRefundMail()] }),
      'failed, but no email corrects it',
    ],
    [
      'a failed refund that had been accepted as pending',
      returned({
        mails: [],
        orderRefunds: [{ refund_id: 're_1', status: 'failed', pending_notified_at: '2026-11-27' }],
      }),
      'no email corrects it',
    ],
    [
      'two emails about one return',
      returned({ mails: [aFailureMail(), aFailureMail({ messageId: '<c@x>' })] }),
      'as failed by another email: <c@x>',
    ],
    [
      'a confirmation after the correction',
      returned({
        mails: [aRefundMail(), aFailureMail()],
        emails: [
          row('refund', { sent_at: '2026-11-27T10:00' }),
          row('refund_failed', { sent_at: '2026-11-27T09:00' }),
        ],
      }),
      'as made after it was reported as failed',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(13, ledger)).toContain(said);
  });

  it('accepts one correction, or none for a refund that was never announced', () => {
    expect(against(13, returned({ mails: [aRefundMail(), aFailureMail()] }))).toBe('');
    expect(against(13, returned({ mails: [aFailureMail()] }))).toBe('');
    const refused = [
      { refund_id: 're_1', status: 'failed', failed_after_success: false, pending_notified_at: null },
    ];
    expect(against(13, returned({ mails: [], orderRefunds: refused }))).toBe('');
  });
});
