import { type Ledgers, now, type OrderLedgers } from '@holdfast/witness';
import { type CustomerCount } from './customer-count.ts';
import { type Difference } from './differences.ts';
import { type Mail } from './inbox-watch.ts';
import { MailsKept } from './mails-kept.ts';
import { OrderBook, settledOrder } from './order-book.ts';
import { sumOf, type Tally } from './tally.ts';
import { type WatchedCustomer, WatchedOrders } from './watched-orders.ts';

/** 60 s: a transaction that froze with its database commits an order with an old time. */
const overlapMs = 60_000;
/** 5 s: the provider records a charge within the time of one commit. */
const providerOverlapMs = 5_000;
/** 3 s: finished orders that have shown no change for so long are settled. */
const stillMs = 3_000;

/** Which orders are read again, which are settled, and which are not of this window. */
export class OrdersInView {
  private readonly book = new OrderBook();
  private readonly watched = new WatchedOrders();
  private readonly mails = new MailsKept();
  /** Orders that charges name and that checkout did not have when they were read. */
  private readonly missing = new Set<string>();
  /** Orders of an earlier window, which charges or refunds of this one name. */
  private readonly earlier = new Set<string>();
  private readonly strangers = new Map<string, Ledgers['charges'][number]>();
  private keeping: Ledgers['charges'] = [];
  private line = 0;
  private lookedAt: number;
  private recordedAt: number;

  constructor(
    private readonly since: number,
    private readonly ledgers: OrderLedgers,
  ) {
    this.lookedAt = since;
    this.recordedAt = since;
  }

  /** Watches the orders that are new or whose history grew. Rejects if checkout's ledger cannot be read. */
  async lookForTouched(): Promise<void> {
    const at = now();
    const from = Math.max(this.since, this.lookedAt - overlapMs);
    const { orders, newestLine } = await this.ledgers.touched(from, this.line);
    for (const order of orders)
      if (order.createdAt >= this.since && !this.book.isSettled(order)) this.watch(order.orderId);
    this.line = newestLine;
    this.lookedAt = at;
  }

  /** Watches the orders of charges, refunds and disputes that are new. */
  async lookForCharges(): Promise<void> {
    const at = now();
    const from = Math.max(this.since, this.recordedAt - providerOverlapMs);
    const { charges, refunds, disputes } = await this.ledgers.recordedSince(from);
    for (const charge of charges) {
      const orderId = charge.metadata['orderId'];
      if (orderId === undefined) this.strangers.set(charge.chargeId, charge);
      else if (!this.book.hasCharge(orderId, charge.chargeId)) this.watch(orderId);
    }
    for (const { chargeId } of [...refunds, ...disputes]) {
      const orderId = this.book.orderOfCharge(chargeId);
      if (orderId !== undefined) this.watch(orderId);
    }
    this.recordedAt = at;
  }

  received(mail: Mail): void {
    for (const orderId of this.mails.keep(mail)) if (this.book.has(orderId)) this.watch(orderId);
  }

  /** The orders to read now. */
  next(): string[] {
    return [...this.watched.next(), ...this.missing];
  }

  /** Leaves out what is not of this window, and keeps the charges that have no order. */
  arrange(ledgers: Ledgers): Ledgers {
    const found = new Set(ledgers.orders.map((order) => String(order['order_id'])));
    for (const order of ledgers.orders)
      if (Date.parse(String(order['created_at'])) < this.since) this.leaveOut(String(order['order_id']));
    for (const { metadata } of ledgers.charges) {
      const { orderId } = metadata;
      if (orderId === undefined || found.has(orderId)) continue;
      this.watched.drop(orderId);
      this.missing.add(orderId);
    }
    for (const orderId of found) this.missing.delete(orderId);
    this.watched.dropUnknown(found);
    this.keeping = [
      ...this.strangers.values(),
      ...ledgers.charges.filter(({ metadata }) => this.missing.has(metadata['orderId'] ?? '')),
    ];
    this.mails.trim((orderId) => this.watched.has(orderId));
    const isOfWindow = (row: Readonly<Record<string, unknown>>): boolean =>
      !this.earlier.has(String(row['order_id']));
    return {
      ...ledgers,
      orders: ledgers.orders.filter(isOfWindow),
      payments: ledgers.payments.filter(isOfWindow),
      emails: ledgers.emails.filter(isOfWindow),
    };
  }

  /** Notes what a reading showed. Returns true if the customer's orders are settled now. */
  counted(customer: CustomerCount, own: Ledgers, isVisitOver: boolean): boolean {
    const before = this.watched.customer(customer.address);
    const at = own.readAt;
    const others = before?.orders.filter(
      (order) => !customer.orders.some((each) => each.orderId === order.orderId),
    );
    // A reading of a part of a customer's orders: the next one reads all of them together.
    if (before !== undefined && others !== undefined && others.length > 0) {
      this.watched.set({ ...before, orders: [...others, ...customer.orders], readAt: 0 });
      return false;
    }
    const stillSince = before?.print === customer.print ? before.stillSince : at;
    this.watched.set({ ...customer, readAt: at, stillSince });
    const lastsOnly = customer.differences.length === customer.lasting.length;
    const isFinished = customer.open.length === 0 && isVisitOver && lastsOnly;
    if (!isFinished || at - stillSince < stillMs) return false;
    this.watched.dropCustomer(customer.address);
    for (const [index, order] of customer.orders.entries()) {
      const { orderId } = order;
      const mails = this.mails.of(orderId);
      // Differences of a customer are kept with the first order, and so once.
      const differences = index === 0 ? customer.lasting : [];
      this.book.settle(orderId, settledOrder(order, own, { mails, differences }));
      this.mails.forget(orderId);
    }
    return true;
  }

  mailsOf(orderId: string): readonly Mail[] {
    return this.mails.of(orderId);
  }

  knows(address: string): boolean {
    return this.watched.customer(address) !== undefined;
  }

  get customers(): readonly WatchedCustomer[] {
    return this.watched.all;
  }

  /** Differences of settled orders. */
  get frozen(): readonly Difference[] {
    return this.book.differences;
  }

  get unread(): number {
    return this.watched.unread;
  }

  get tally(): Tally {
    return sumOf(this.book.tally, this.watched.tally);
  }

  /** Charges that have taken money for no order of checkout. */
  get withoutOrder(): Ledgers['charges'] {
    return this.keeping;
  }

  get size(): { readonly settled: number; readonly watched: number } {
    return { settled: this.book.size, watched: this.watched.size };
  }

  private leaveOut(orderId: string): void {
    this.earlier.add(orderId);
    this.watched.drop(orderId);
    this.mails.forget(orderId);
  }

  private watch(orderId: string): void {
    if (this.earlier.has(orderId) || this.missing.has(orderId)) return;
    this.mails.add(orderId, this.book.reopen(orderId));
    this.watched.watch(orderId);
  }
}
