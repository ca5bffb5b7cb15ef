import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Charge, number, type Row, text } from '../rows.ts';

/** Minor units that went back to the payer, by one ledger. */
export interface Returned {
  /** Refunds that succeeded. */
  readonly refunded: number;
  /** Refunds that succeeded or may still succeed. */
  readonly reserved: number;
  /** Disputes that the bank decided for the payer. */
  readonly lost: number;
}

interface Entry {
  readonly status: string;
  readonly amountMinor: number;
}

const sum = (entries: readonly Entry[], ...statuses: readonly string[]): number =>
  entries
    .filter(({ status }) => statuses.includes(status))
    .reduce((total, { amountMinor }) => total + amountMinor, 0);

const entryOf = (row: Row): Entry => ({
  status: text(row, 'status'),
  amountMinor: number(row, 'amount_minor'),
});

const returned = (refunds: readonly Entry[], disputes: readonly Entry[]): Returned => ({
  refunded: sum(refunds, 'succeeded'),
  reserved: sum(refunds, 'succeeded', 'pending', 'requires_action'),
  // The simulator prevents a dispute only by returning its money.
  lost: sum(disputes, 'lost', 'prevented'),
});

export const atProvider = ({ refunds, disputes }: Ledgers, charges: readonly Charge[]): Returned => {
  const isOfThese = (each: { readonly chargeId: string }): boolean =>
    charges.some(({ chargeId }) => chargeId === each.chargeId);
  return returned(refunds.filter(isOfThese), disputes.filter(isOfThese));
};

export const atPayments = ({ paymentRefunds, paymentDisputes }: Ledgers, payment: Row): Returned => {
  const isOfPayment = (row: Row): boolean => row['payment_id'] === payment['payment_id'];
  return returned(
    paymentRefunds.filter(isOfPayment).map(entryOf),
    paymentDisputes.filter(isOfPayment).map(entryOf),
  );
};

export const atCheckout = ({ orderRefunds, orderDisputes }: Ledgers, order: Row): Returned => {
  const isOfOrder = (row: Row): boolean => row['order_id'] === order['order_id'];
  return returned(orderRefunds.filter(isOfOrder).map(entryOf), orderDisputes.filter(isOfOrder).map(entryOf));
};

/** Minor units of payments' open disputes: the bank holds them. */
export const heldAtPayments = ({ paymentDisputes }: Ledgers, payment: Row): number =>
  sum(
    paymentDisputes.filter((row) => row['payment_id'] === payment['payment_id']).map(entryOf),
    'needs_response',
    'under_review',
  );
