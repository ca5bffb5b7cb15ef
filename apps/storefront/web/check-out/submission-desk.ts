import { type CheckoutOutcome, type KeyEntry, KeyStorageError, type Order } from '@holdfast/checkout-client';
import { type Cart, operationName } from '../cart/cart.ts';
import { type RecentOrder } from '../order/recent-orders.ts';
import { isLongAgo, isTooOld } from '../long-ago.ts';
import {
  cartAfterGivingUp,
  cartAfterOrder,
  cartAfterRefusal,
  isSame,
  parseSubmission,
  type Submission,
} from './submission.ts';

/** The storage that the tabs of this browser share. */
export interface SharedStorage {
  readonly entries: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Runs work while no other tab runs theirs. */
  readonly exclusive: <T>(work: () => T) => Promise<T>;
  readonly readCart: () => Cart;
  readonly changeCart: (change: (cart: Cart) => Cart) => void;
  readonly readOrders: () => readonly RecentOrder[];
  readonly keepOrder: (order: RecentOrder) => void;
  readonly newCartId: () => string;
  /** ms since the epoch. */
  readonly wallClock: () => number;
}

export type Claim =
  | { readonly kind: 'stored' | 'found'; readonly submission: Submission }
  | { readonly kind: 'placed'; readonly orderId: string }
  | { readonly kind: 'changed' };

export type OrderSeen = Pick<Order, 'orderId' | 'total' | 'customer'>;

export const submissionEntry = 'holdfast.submission';

/** The one open submission of a browser. Tabs that pay the same cart send the same one. */
export class SubmissionDesk {
  constructor(private readonly shared: SharedStorage) {}

  /** The open submission; undefined also if the browser stores nothing. */
  read(): Submission | undefined {
    try {
      return parseSubmission(this.shared.entries.getItem(submissionEntry));
    } catch {
      return undefined;
    }
  }

  /** False once a tab has concluded it. */
  holds(submission: Submission): boolean {
    return isSame(submission, this.read());
  }

  /** True if only a click may send it again. Counts from the last click in any tab. */
  isLeft(submission: Submission): boolean {
    const stored = this.read();
    const { sentAt } = stored !== undefined && isSame(submission, stored) ? stored : submission;
    return isLongAgo(sentAt, this.shared.wallClock());
  }

  isLongAgo({ createdAt }: KeyEntry): boolean {
    return isLongAgo(createdAt, this.shared.wallClock());
  }

  isTooOld(entry: KeyEntry): boolean {
    return isTooOld(entry, this.shared.wallClock());
  }

  /** @throws KeyStorageError if the browser stores nothing */
  checkStorage(): void {
    const { entries } = this.shared;
    const probe = `${submissionEntry}.probe`;
    guarded(() => entries.setItem(probe, '1'));
    guarded(() => entries.removeItem(probe));
  }

  /**
   * Stores a submission before its first request. If another tab was faster, returns its submission, or the
   * order that the cart became.
   * @throws KeyStorageError if the browser stores nothing
   */
  claim(made: Submission): Promise<Claim> {
    return this.shared.exclusive(() => {
      const found = this.read();
      if (found !== undefined) return { kind: 'found', submission: found };
      const name = operationName(this.shared.readCart());
      if (cartIdOf(name) !== cartIdOf(made.name)) return this.placedFrom(made.name);
      // Another attempt of the same cart may have ended in another tab.
      return { kind: 'stored', submission: this.store({ ...made, name }) };
    });
  }

  /** The order that a submission became, in any tab. */
  orderOf(name: string): string | undefined {
    return this.shared.readOrders().find((order) => order.name === name)?.orderId;
  }

  /** The order that a cart became, by any attempt. */
  orderFrom(name: string): string | undefined {
    return this.shared.readOrders().find((order) => cartIdOf(order.name) === cartIdOf(name))?.orderId;
  }

  /** Repeatable, in this order: a tab that is closed in between leaves the submission to the next page. */
  becameOrder(submission: Submission, { orderId, total, customer }: OrderSeen): Promise<void> {
    return this.shared.exclusive(() => {
      this.shared.keepOrder({ orderId, name: submission.name, total, email: customer.email });
      this.shared.changeCart((cart) => cartAfterOrder(cart, submission, this.shared.newCartId()));
      this.remove(submission);
    });
  }

  tookNothing(submission: Submission, outcome: CheckoutOutcome): Promise<void> {
    return this.shared.exclusive(() => {
      this.shared.changeCart((cart) => cartAfterRefusal(cart, submission, outcome));
      this.remove(submission);
    });
  }

  /** For a click that sends it again. Undefined if a tab has concluded it or given it up. */
  renew(submission: Submission): Promise<Submission | undefined> {
    return this.shared.exclusive(() => (this.holds(submission) ? this.store(submission) : undefined));
  }

  /**
   * Forgets a submission that is no longer wanted, or that `isLost`. False if a tab has just sent it, or
   * concluded it, or sends another one.
   */
  giveUp(submission: Submission, isLost: boolean): Promise<boolean> {
    return this.shared.exclusive(() => {
      const isFree = isLost ? this.read() === undefined : this.holds(submission) && this.isLeft(submission);
      if (!isFree) return false;
      this.shared.changeCart((cart) => cartAfterGivingUp(cart, submission));
      this.remove(submission);
      return true;
    });
  }

  /** Forgets a submission that certainly had no effect. */
  drop(submission: Submission): Promise<void> {
    return this.shared.exclusive(() => this.remove(submission));
  }

  private placedFrom(name: string): Claim {
    const orderId = this.orderFrom(name);
    return orderId === undefined ? { kind: 'changed' } : { kind: 'placed', orderId };
  }

  private store(submission: Submission): Submission {
    const stored = { ...submission, sentAt: this.shared.wallClock() };
    guarded(() => this.shared.entries.setItem(submissionEntry, JSON.stringify(stored)));
    return stored;
  }

  private remove(submission: Submission): void {
    if (this.holds(submission)) this.shared.entries.removeItem(submissionEntry);
  }
}

/** The order of a submission, before it was read. */
export function orderSeen(
  orderId: string,
  { body: { customer, expectedTotal: total } }: Submission,
): OrderSeen {
  return { orderId, customer, total };
}

/** The part of a name that attempts share. */
function cartIdOf(name: string): string {
  return name.replace(/-\d+$/, '');
}

function guarded(work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new KeyStorageError('The submission cannot be stored.', { cause });
  }
}
