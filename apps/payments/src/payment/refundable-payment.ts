import { type Money } from '@holdfast/contracts';
import { type Payment } from './payment.ts';

export interface RefundablePayment {
  readonly payment: Payment;
  /** The amount paid, less refunds made and in progress, and less open and lost disputes. */
  readonly left: Money;
  readonly dispute: 'open' | 'lost' | undefined;
}

interface Reductions {
  readonly refundReservedMinor: number;
  readonly disputesOpenMinor: number;
  readonly disputesLostMinor: number;
}

/** Stripe may return more than was charged: a full dispute can follow a partial refund. */
export function refundablePayment(payment: Payment, reductions: Reductions): RefundablePayment {
  const { refundReservedMinor, disputesOpenMinor: open, disputesLostMinor: lost } = reductions;
  const { amountMinor, currency } = payment.amount;
  const left = { amountMinor: Math.max(0, amountMinor - refundReservedMinor - open - lost), currency };
  return { payment, left, dispute: open > 0 ? 'open' : lost > 0 ? 'lost' : undefined };
}
