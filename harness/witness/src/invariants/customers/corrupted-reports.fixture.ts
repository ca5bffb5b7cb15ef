import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Corruption } from '../corruption.fixture.ts';
import { aLedger, aLine, aMail, anEmail } from '../evidence.fixture.ts';
import { aFailureMail, anOrderRefund, aRefundedLedger, aRefundMail } from '../refunded.fixture.ts';

export const bounced = (over: Partial<Ledgers> = {}): Ledgers =>
  aRefundedLedger({
    orderRefunds: [{ refund_id: 're_1', order_id: 'ord_1', status: 'failed', failed_after_success: true }],
    ...over,
  });
const row = (kind: string, over: object = {}) => anEmail({ kind, identity: `${kind}:re_1`, ...over });
export const refundedLine = aLine('order_refunded', '$42.00 was refunded.');
const acceptedLine = aLine('refund_accepted', 'The refund was accepted.');
const unconfirmedLine = aLine('payment_unconfirmed', 'The payment could not be confirmed in time.');
export const failedLine = aLine('refund_failed', 'The refund of $42.00 failed. No money was returned.');
export const bouncedRefund = anOrderRefund({ status: 'failed', failed_after_success: true });

export const reportsCorrupted: readonly Corruption[] = [
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
    bounced({ mails: [aRefundMail()] }),
    'failed, but no email corrects it',
  ],
  [
    'a failed refund that had been accepted as pending',
    bounced({
      mails: [],
      orderRefunds: [{ refund_id: 're_1', status: 'failed', pending_notified_at: '2026-11-27' }],
    }),
    'no email corrects it',
  ],
  [
    'two emails about one return',
    bounced({ mails: [aFailureMail(), aFailureMail({ messageId: '<c@x>' })] }),
    'as failed by another email: <c@x>',
  ],
  [
    'a confirmation after the correction',
    bounced({
      mails: [aRefundMail(), aFailureMail()],
      emails: [
        row('refund', { sent_at: '2026-11-27T10:00' }),
        row('refund_failed', { sent_at: '2026-11-27T09:00' }),
      ],
    }),
    'as made after it was reported as failed',
  ],
];

export const historiesCorrupted: readonly Corruption[] = [
  [
    'a line that denies the charge of a charged order',
    aLedger({
      histories: [aLine('payment_failed', 'Nothing was charged. The bank declined the payment.')],
    }),
    'the history of order ord_1 says that nothing was charged, but ord_1 was: ch_1',
  ],
  [
    'a line that it repeats',
    aLedger({ histories: [unconfirmedLine, unconfirmedLine] }),
    'the history of order ord_1 has 2 lines of type payment_unconfirmed',
  ],
  [
    'a line that it repeats for one refund',
    aRefundedLedger({ histories: [refundedLine, acceptedLine, acceptedLine] }),
    'the history of order ord_1 has 2 lines of type refund_accepted',
  ],
  [
    'a refund that it omits',
    aRefundedLedger({ histories: [] }),
    'the history of order ord_1 lists nothing as refunded, but 4200 was',
  ],
  [
    'a refund that it lists twice',
    aRefundedLedger({ histories: [refundedLine, refundedLine] }),
    'lists 4200, 4200 as refunded, but 4200 was',
  ],
  [
    'a refund with another amount',
    aRefundedLedger({ histories: [aLine('order_refunded', 'Our team refunded $1,042.00.')] }),
    'lists 104200 as refunded, but 4200 was',
  ],
  [
    'a refund that is still pending',
    aRefundedLedger({ orderRefunds: [anOrderRefund({ status: 'pending' })] }),
    'lists 4200 as refunded, but nothing was',
  ],
  [
    'a successful refund that it calls failed',
    aRefundedLedger({ histories: [refundedLine, failedLine] }),
    'lists 4200 as failed refunds, but nothing failed',
  ],
  [
    'a refund that the bank returned and that it still calls successful',
    aRefundedLedger({ histories: [refundedLine], orderRefunds: [bouncedRefund] }),
    'lists nothing as failed refunds, but 4200 failed',
  ],
];
