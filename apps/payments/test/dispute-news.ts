import { type DisputeChanged, type LedgerPage, type PaymentView } from '@holdfast/contracts';
import { type PaymentsFixture } from './payments-fixture.ts';

type Kind = 'created' | 'updated' | 'closed' | 'funds_withdrawn' | 'funds_reinstated';
/** An event of a dispute: its kind, the status that it reports, and its second. */
export type News = readonly [Kind, status: string, second: number];

export const opened: News = ['created', 'needs_response', 1];
export const withdrawn: News = ['funds_withdrawn', 'needs_response', 1];
export const inquiry: News = ['created', 'warning_needs_response', 1];
export const answered: News = ['updated', 'under_review', 2];
export const lost: News = ['closed', 'lost', 3];
export const won: News = ['closed', 'won', 3];
export const reinstated: News = ['funds_reinstated', 'won', 3];

const start = Math.floor(Date.now() / 1_000) - 1_000;
export const dueBy = start + 864_000;

/** A dispute of a whole payment, as Stripe reports it. */
export const disputeOf = (payment: PaymentView, status: string, over: object = {}) => ({
  id: `dp_${payment.paymentId.slice(-12)}`,
  object: 'dispute',
  payment_intent: payment.providerPaymentId,
  amount: 4200,
  currency: 'usd',
  reason: 'fraudulent',
  status,
  created: start,
  livemode: false,
  evidence_details: { due_by: dueBy },
  balance_transactions: [],
  ...over,
});

/** Delivers events about disputes, and reads their results. */
export const disputeNews = (payments: PaymentsFixture) => ({
  deliver: (payment: PaymentView, [kind, status, second]: News, over: object = {}, copy: 0 | 1 = 0) =>
    payments.deliver(`charge.dispute.${kind}`, disputeOf(payment, status, over), copy, {
      created: start + second,
    }),

  /** The messages to checkout, in order. */
  messages: ({ paymentId }: PaymentView): Promise<DisputeChanged[]> =>
    payments.published('dispute-changed', paymentId),

  async inLedger({ orderId }: PaymentView): Promise<LedgerPage['payments'][number] | undefined> {
    const { body } = await payments.ledger(`orderIds=${orderId}`);
    return (body as unknown as LedgerPage).payments[0];
  },

  /** The amount paid, less refunds and disputes; negative if Stripe has returned more. */
  async left({ paymentId }: PaymentView): Promise<number | undefined> {
    const rows: { left: number }[] = await payments.database.query(
      `select amount_minor - refund_reserved_minor - disputes_open_minor - disputes_lost_minor as left
       from payment where payment_id = $1`,
      [paymentId],
    );
    return rows[0]?.left;
  },
});
