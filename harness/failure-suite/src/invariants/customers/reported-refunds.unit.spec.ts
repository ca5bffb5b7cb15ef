import { describe, expect, it } from '@jest/globals';
import { type Ledgers } from '../../system/ledgers.ts';
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
    ['a refund that nobody reports', aRefundedLedger({ mails: [aMail()] }), 're_1 stands, and no mail'],
    [
      'two mails about one refund',
      aRefundedLedger({ mails: [aRefundMail(), aRefundMail({ messageId: '<b@x>' })] }),
      'as made by another mail: <b@x>',
    ],
    [
      'a refund that stands and is reported as failed',
      aRefundedLedger({ mails: [aRefundMail(), aFailureMail()] }),
      'a mail says that it failed',
    ],
    [
      'a refund that the bank returned, and a mail that still says it was made',
      returned({ mails: [aRefundMail()] }),
      'has failed, and no mail takes that back',
    ],
    [
      'one that was accepted as pending and failed',
      returned({
        mails: [],
        orderRefunds: [{ refund_id: 're_1', status: 'failed', pending_notified_at: '2026-11-27' }],
      }),
      'no mail takes that back',
    ],
    [
      'two mails about one return',
      returned({ mails: [aFailureMail(), aFailureMail({ messageId: '<c@x>' })] }),
      'as failed by another mail: <c@x>',
    ],
    [
      'a mail that it was made, after the one that it failed',
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

  it('is content with a correction, and with none for a refusal that nobody was promised anything before', () => {
    expect(against(13, returned({ mails: [aRefundMail(), aFailureMail()] }))).toBe('');
    expect(against(13, returned({ mails: [aFailureMail()] }))).toBe('');
    const refused = [
      { refund_id: 're_1', status: 'failed', failed_after_success: false, pending_notified_at: null },
    ];
    expect(against(13, returned({ mails: [], orderRefunds: refused }))).toBe('');
  });
});
