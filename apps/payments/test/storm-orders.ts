import { newId } from '@holdfast/contracts';

/** An order as payments sees it in the end, each line written so that two runs can be compared. */
export interface Outcome {
  /** Status, decline code, what refunds have reserved and what they have returned. */
  readonly payments: readonly string[];
  readonly refunds: readonly string[];
  readonly published: readonly string[];
}

export interface StormOrder {
  readonly orderId: string;
  readonly card: string;
  /** Refund requests, in minor units of the 4200 charged. */
  readonly refunds: readonly number[];
  readonly expected: Outcome;
}

const paid = 'payment succeeded';
const lost = 'failed expired_or_canceled_card';

const paidAnd = (reservedAndRefunded: string, refunds: string[], published: string[]): Outcome => ({
  payments: [reservedAndRefunded],
  refunds,
  published: [paid, ...published].sort(),
});

const declined = (card: string, code: string): Omit<StormOrder, 'orderId'> => ({
  card,
  refunds: [],
  expected: { payments: [`failed ${code} 0 0`], refunds: [], published: [`payment failed ${code}`] },
});

const stays = paidAnd('succeeded charged 0 0', [], []);
const returned = paidAnd('refunded charged 4200 4200', ['4200 succeeded'], ['refund of 4200 succeeded']);

/** A dozen payments of 4200, with every way in which payments and refunds end at Stripe. */
const kinds: readonly Omit<StormOrder, 'orderId'>[] = [
  { card: 'pm_card_visa', refunds: [], expected: stays },
  { card: 'pm_card_mastercard', refunds: [], expected: stays },
  declined('pm_card_chargeDeclined', 'generic_decline'),
  declined('pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'),
  declined('pm_card_chargeDeclinedExpiredCard', 'expired_card'),
  { card: 'pm_card_visa', refunds: [4_200], expected: returned },
  { card: 'pm_card_pendingRefund', refunds: [4_200], expected: returned },
  {
    card: 'pm_card_visa',
    refunds: [1_000],
    expected: paidAnd('succeeded charged 1000 1000', ['1000 succeeded'], ['refund of 1000 succeeded']),
  },
  {
    card: 'pm_card_visa',
    refunds: [1_000, 3_200],
    expected: paidAnd(
      'refunded charged 4200 4200',
      ['1000 succeeded', '3200 succeeded'],
      ['refund of 1000 succeeded', 'refund of 3200 succeeded'],
    ),
  },
  {
    card: 'pm_card_pendingRefund',
    refunds: [1_000, 2_000],
    expected: paidAnd(
      'succeeded charged 3000 3000',
      ['1000 succeeded', '2000 succeeded'],
      ['refund of 1000 succeeded', 'refund of 2000 succeeded'],
    ),
  },
  {
    card: 'pm_card_refundFail',
    refunds: [4_200],
    expected: paidAnd('succeeded charged 0 0', [`4200 ${lost}`], ['refund of 4200 failed']),
  },
  {
    card: 'pm_card_refundFail',
    refunds: [1_000, 3_200],
    expected: paidAnd(
      'succeeded charged 0 0',
      [`1000 ${lost}`, `3200 ${lost}`],
      ['refund of 1000 failed', 'refund of 3200 failed'],
    ),
  },
];

export const aDozenOrders = (): StormOrder[] => kinds.map((kind) => ({ ...kind, orderId: newId('ord') }));

/**
 * The success of a refund that fails afterwards may be published first, or the failure overtakes it and it is
 * never published: both leave checkout with a failed refund. Everything else must be published exactly once.
 */
export function withoutOvertaken(outcome: Outcome): Outcome {
  const published = outcome.published.filter(
    (line) =>
      !(line.endsWith(' succeeded') && outcome.published.includes(line.replace(/succeeded$/, 'failed'))),
  );
  return { ...outcome, published };
}
