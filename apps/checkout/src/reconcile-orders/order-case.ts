import { type LedgerPayment } from '@holdfast/contracts';
import { type OrphanedChargeRefund } from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { type Finding, type FindingKind } from './finding.ts';
import { type BookedOrder } from './orders-ledger.store.ts';

/** All that checkout and payments know about one order ID. */
export interface OrderCase {
  readonly orderId: string;
  /** Undefined if checkout does not know the order. */
  readonly booked: BookedOrder | undefined;
  /** Oldest first. */
  readonly payments: readonly LedgerPayment[];
  readonly orphanedChargeRefunds: ReadonlyMap<string, OrphanedChargeRefund>;
  readonly now: Date;
}

export const isCharged = ({ status }: LedgerPayment): boolean =>
  status === 'succeeded' || status === 'refunded';

export function finding(
  orderId: string,
  payment: LedgerPayment | undefined,
  kind: FindingKind,
  found: string,
  quietMs: number,
  then: Finding['then'],
): Finding {
  return { kind, found, orderId, paymentId: payment?.paymentId ?? null, refundId: null, quietMs, then };
}

export function quietMsOf({ createdAt, settledAt, refunds }: LedgerPayment, now: Date): number {
  const times = [createdAt, settledAt, ...refunds.map((refund) => refund.settledAt)];
  return now.getTime() - Math.max(...times.map((time) => (time === null ? 0 : Date.parse(time))));
}
