import { type Ledgers, type TouchedOrder } from '@holdfast/witness';
import { type Difference } from './differences.ts';
import { type Mail } from './inbox-watch.ts';
import { type CountedOrder, emptyTally, sumOf, type Tally, without } from './tally.ts';

/** An order that needs no further reading, in few bytes. */
export interface SettledOrder {
  readonly status: string;
  readonly refundedMinor: number;
  readonly createdAt: number;
  /** IDs of its charges. Another one reopens it. */
  readonly charges: readonly string[];
  /** Its emails, because the inbox forgets them. Texts of receipts are reduced to the order's ID. */
  readonly mails: readonly Mail[];
  readonly tally: Tally;
  /** Those that last. They are shown until the window begins anew. */
  readonly differences: readonly Difference[];
}

/** 200,000 orders use some 100 MB; the oldest beyond that stay counted and cannot be reopened. */
const mostOrders = 200_000;

/** The settled orders. A long run costs memory for their IDs only. */
export class OrderBook {
  private readonly orders = new Map<string, SettledOrder>();
  private readonly uneven = new Set<string>();
  private sum = emptyTally;
  private forgottenUntil = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.orders.size;
  }

  get tally(): Tally {
    return this.sum;
  }

  get differences(): readonly Difference[] {
    return [...this.uneven].flatMap((orderId) => this.orders.get(orderId)?.differences ?? []);
  }

  settle(orderId: string, order: SettledOrder): void {
    this.orders.set(orderId, order);
    this.sum = sumOf(this.sum, order.tally);
    if (order.differences.length > 0) this.uneven.add(orderId);
    if (this.orders.size > mostOrders) this.forgetOldest();
  }

  /** True if a look at it shows nothing new, or if it is forgotten. */
  isSettled({ orderId, status, refundedMinor, createdAt }: TouchedOrder): boolean {
    const order = this.orders.get(orderId);
    if (order === undefined) return createdAt <= this.forgottenUntil;
    return order.status === status && order.refundedMinor === refundedMinor;
  }

  hasCharge(orderId: string, chargeId: string): boolean {
    return this.orders.get(orderId)?.charges.includes(chargeId) ?? false;
  }

  /** The order of a charge; a search, for refunds from the provider's dashboard. */
  orderOfCharge(chargeId: string): string | undefined {
    for (const [orderId, { charges }] of this.orders) if (charges.includes(chargeId)) return orderId;
    return undefined;
  }

  has(orderId: string): boolean {
    return this.orders.has(orderId);
  }

  /** Takes it out of the book and its count, to be read again. Returns its emails. */
  reopen(orderId: string): readonly Mail[] {
    const order = this.orders.get(orderId);
    if (order === undefined) return [];
    this.orders.delete(orderId);
    this.uneven.delete(orderId);
    this.sum = without(this.sum, order.tally);
    return order.mails;
  }

  private forgetOldest(): void {
    const [oldest] = this.orders;
    if (oldest === undefined) return;
    const [orderId, { createdAt }] = oldest;
    this.orders.delete(orderId);
    this.uneven.delete(orderId);
    this.forgottenUntil = Math.max(this.forgottenUntil, createdAt);
  }
}

/** Keeps of an order the little that the book needs. */
export function settledOrder(
  { orderId, status, createdAt, tally }: CountedOrder,
  { orders, charges }: Ledgers,
  { mails, differences }: Pick<SettledOrder, 'mails' | 'differences'>,
): SettledOrder {
  const row = orders.find((order) => order['order_id'] === orderId);
  return {
    status,
    refundedMinor: Number(row?.['refunded_minor'] ?? 0),
    createdAt,
    charges: charges
      .filter(({ metadata }) => metadata['orderId'] === orderId)
      .map(({ chargeId }) => chargeId),
    mails: mails.map((mail) => (/receipt/i.test(mail.subject) ? { ...mail, text: orderId } : mail)),
    tally,
    differences,
  };
}
