import { type LedgerPayment } from '@holdfast/contracts';
import { type IdempotentRequest, keyedRequest } from '@holdfast/idempotency';
import { blocksRefunds, lostMinor } from '../dispute/dispute.ts';

export interface RefundedCharge {
  readonly paymentId: string;
  /** Set if an earlier refund failed and a dispute was won since. */
  readonly disputesRevision?: number | undefined;
}

/** One refund of the charge, and one more each time that its disputes have changed and are over. */
export const refundOfCharge = ({ paymentId, disputesRevision }: RefundedCharge): IdempotentRequest =>
  keyedRequest('checkout', `refund-orphaned-charge ${subjectOf({ paymentId, disputesRevision })}`, paymentId);

/** In the keys, here and at payments. */
export const subjectOf = ({ paymentId, disputesRevision }: RefundedCharge): string =>
  disputesRevision === undefined ? paymentId : `${paymentId}-after-dispute-${disputesRevision}`;

/**
 * Grows with each change of a dispute. Undefined unless the provider refunds the charge again: a dispute was
 * won, and none is open.
 */
export function disputesRevisionOf({ disputes }: Pick<LedgerPayment, 'disputes'>): number | undefined {
  if (disputes.some(blocksRefunds) || !disputes.some(({ status }) => status === 'won')) return undefined;
  return disputes.reduce((sum, { revision }) => sum + revision, 0);
}

/** By refunds, and by disputes that the payer's bank has decided for the payer. */
export const isReturned = ({ status, amount, refundedMinor, disputes }: LedgerPayment): boolean =>
  status === 'refunded' || refundedMinor + lostMinor(disputes) >= amount.amountMinor;
