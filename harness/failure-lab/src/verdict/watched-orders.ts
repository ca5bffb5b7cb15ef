import { type CustomerCount } from './customer-count.ts';
import { emptyTally, sumOf, type Tally } from './tally.ts';

/** The orders of one customer that are not settled, as the last reading showed them. */
export interface WatchedCustomer extends CustomerCount {
  readonly readAt: number;
  /** Since when nothing about them has changed. */
  readonly stillSince: number;
}

/** 1,000 orders: a reading of them takes about a fifth of a second. */
const perReading = 1_000;

/** The orders that each reading looks at. */
export class WatchedOrders {
  /** The customer of each order; '' before its first reading. */
  private readonly orders = new Map<string, string>();
  private readonly customers = new Map<string, WatchedCustomer>();

  private asked: string[] = [];

  watch(orderId: string): void {
    if (!this.orders.has(orderId)) this.orders.set(orderId, '');
  }

  has(orderId: string): boolean {
    return this.orders.has(orderId);
  }

  customer(address: string): WatchedCustomer | undefined {
    return this.customers.get(address);
  }

  set(customer: WatchedCustomer): void {
    this.customers.set(customer.address, customer);
    for (const { orderId } of customer.orders) this.orders.set(orderId, customer.address);
  }

  /** No longer to be read: settled, or of another window. */
  drop(orderId: string): void {
    this.orders.delete(orderId);
  }

  /** Orders that a reading asked for and checkout does not have. */
  dropUnknown(found: ReadonlySet<string>): void {
    for (const orderId of this.asked)
      if (!found.has(orderId) && this.orders.get(orderId) === '') this.orders.delete(orderId);
    this.asked = [];
  }

  dropCustomer(address: string): void {
    for (const { orderId } of this.customers.get(address)?.orders ?? []) this.orders.delete(orderId);
    this.customers.delete(address);
  }

  get all(): readonly WatchedCustomer[] {
    return [...this.customers.values()];
  }

  /** Those whose reading is due: all of them, or those that wait longest, by customer. */
  next(): string[] {
    this.asked = this.due();
    return this.asked;
  }

  get size(): number {
    return this.orders.size;
  }

  get unread(): number {
    return [...this.orders.values()].filter((address) => address === '').length;
  }

  get tally(): Tally {
    return this.all.map(({ tally }) => tally).reduce(sumOf, emptyTally);
  }

  private due(): string[] {
    if (this.orders.size <= perReading) return [...this.orders.keys()];
    const unread = [...this.orders].filter(([, address]) => address === '').map(([orderId]) => orderId);
    const known = this.all
      .toSorted((one, other) => one.readAt - other.readAt)
      .flatMap(({ orders }) => orders.map(({ orderId }) => orderId));
    return [...unread, ...known].slice(0, perReading);
  }
}
