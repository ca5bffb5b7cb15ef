import { type Ledgers } from '@holdfast/witness';

/** The numbers of the verdict. Sums of tallies are tallies. */
export interface Tally {
  readonly paid: number;
  readonly refunded: number;
  readonly pending: number;
  readonly waitsForBank: number;
  readonly declined: number;
  /** Charges that took money, except those that were given back for want of an order. */
  readonly charges: number;
  /** Distinct receipts in the inbox. */
  readonly receipts: number;
  readonly refunds: number;
  /** Orders that are paid or refunded, charged, and have their receipt. */
  readonly complete: number;
}

export const emptyTally: Tally = {
  paid: 0,
  refunded: 0,
  pending: 0,
  waitsForBank: 0,
  declined: 0,
  charges: 0,
  receipts: 0,
  refunds: 0,
  complete: 0,
};

export const sumOf = (one: Tally, other: Tally): Tally => combined(one, other, 1);
export const without = (whole: Tally, part: Tally): Tally => combined(whole, part, -1);

const combined = (one: Tally, other: Tally, sign: 1 | -1): Tally =>
  Object.fromEntries(
    Object.entries(one).map(([name, value]) => [name, value + sign * other[name as keyof Tally]]),
  ) as unknown as Tally;

const statuses: Readonly<Record<string, Partial<Tally>>> = {
  payment_pending: { pending: 1 },
  requires_action: { waitsForBank: 1 },
  paid: { paid: 1 },
  refund_pending: { paid: 1 },
  refunded: { refunded: 1 },
  payment_failed: { declined: 1 },
};

/** An order of a reading, with what it needs to be complete. */
export interface CountedOrder {
  readonly orderId: string;
  readonly status: string;
  readonly createdAt: number;
  readonly isComplete: boolean;
  /** Its outcome is known, and its receipt has arrived if it needs one. */
  readonly isOpen: boolean;
  readonly tally: Tally;
}

/** When the oldest of these open orders was made, with and without those that wait for a customer. */
export function agesOf(open: readonly CountedOrder[]): {
  readonly oldestOpenAt: number | null;
  readonly oldestMovingAt: number | null;
} {
  const oldest = (orders: readonly CountedOrder[]): number | null =>
    orders.reduce<number | null>(
      (least, { createdAt }) => (least === null ? createdAt : Math.min(least, createdAt)),
      null,
    );
  const moving = open.filter(({ status }) => status !== 'requires_action');
  return { oldestOpenAt: oldest(open), oldestMovingAt: oldest(moving) };
}

/** Each order with its part of the count. Charges without an order are counted by `chargesOfNoOrder`. */
export function countOrders(ledgers: Ledgers): CountedOrder[] {
  const charges = byOrder(ledgers.charges, ({ metadata }) => metadata['orderId']);
  const refunds = byOrder(ledgers.orderRefunds, (refund) => refund['order_id']);
  const receipts = receiptsByOrder(ledgers);
  return ledgers.orders.map((order) => {
    const orderId = String(order['order_id']);
    const status = String(order['status']);
    const { paid = 0, refunded = 0 } = statuses[status] ?? {};
    const wasPaid = paid + refunded > 0;
    const taken = (charges.get(orderId) ?? []).filter(
      (charge) => charge.status === 'succeeded' || (charge.status === 'refunded' && wasPaid),
    ).length;
    const received = receipts.get(orderId)?.size ?? 0;
    const isComplete = wasPaid && taken > 0 && received > 0;
    const isUndecided = ['payment_pending', 'requires_action', 'refund_pending'].includes(status);
    return {
      orderId,
      status,
      createdAt: Date.parse(String(order['created_at'])),
      isComplete,
      isOpen: isUndecided || (wasPaid && !isComplete),
      tally: {
        ...emptyTally,
        ...statuses[status],
        charges: taken,
        receipts: received,
        refunds: (refunds.get(orderId) ?? []).filter((each) => each['status'] === 'succeeded').length,
        complete: isComplete ? 1 : 0,
      },
    };
  });
}

/** Charges that took money for an order that checkout does not have, and have kept it. */
export const chargesOfNoOrder = ({ charges, orders }: Ledgers): number =>
  charges.filter(
    ({ status, metadata }) =>
      status === 'succeeded' && !orders.some((order) => order['order_id'] === metadata['orderId']),
  ).length;

export const tallyOf = (ledgers: Ledgers): Tally =>
  countOrders(ledgers)
    .map(({ tally }) => tally)
    .reduce(sumOf, { ...emptyTally, charges: chargesOfNoOrder(ledgers) });

/** Receipts that are held, so that an operator must decide whether they are sent. */
export const heldIn = ({ emails, orders }: Ledgers): number =>
  emails.filter(
    (email) =>
      email['status'] === 'held' &&
      email['kind'] === 'receipt' &&
      orders.some((order) => order['order_id'] === email['order_id']),
  ).length;

/** The Message-IDs of receipts by the order that they name. */
function receiptsByOrder({ mails }: Ledgers): Map<string, Set<string>> {
  const receipts = new Map<string, Set<string>>();
  for (const { messageId, subject, text } of mails)
    if (/receipt/i.test(subject))
      for (const orderId of ordersIn(text)) {
        const known = receipts.get(orderId) ?? new Set();
        receipts.set(orderId, known.add(messageId.replace(/^<|>$/g, '')));
      }
  return receipts;
}

/** The IDs of orders that a text names. */
export const ordersIn = (text: string): ReadonlySet<string> =>
  new Set(text.match(/\bord_[A-Za-z0-9]+/g) ?? []);

function byOrder<T>(all: readonly T[], orderOf: (each: T) => unknown): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const orderId = String(orderOf(each));
    const group = groups.get(orderId);
    if (group === undefined) groups.set(orderId, [each]);
    else group.push(each);
  }
  return groups;
}
