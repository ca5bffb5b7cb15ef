import { type ClientOptions } from './client-options.ts';
import { type Entry } from './keys/entry.ts';
import { type Outcome, type Sent } from './outcome.ts';
import { type Charged, type Checkout, checkoutOperation, type Pending } from './shop/checkout.ts';
import { readUntilEnd } from './shop/order-wait.ts';
import { type Refunded, refundOperation } from './shop/refund.ts';
import { noted } from './submission/conclude.ts';
import { assemble, type Parts } from './submission/parts.ts';
import { type CallOptions, submit } from './submission/submit.ts';

export type CheckoutOutcome = Outcome<Charged>;
export type RefundOutcome = Outcome<Refunded>;

export interface WaitOptions extends CallOptions {
  /** How long to wait at most, ms; default 60000: longer than a customer looks at a spinner. */
  readonly timeoutMs?: number;
}

/** Checkouts and refunds of a Holdfast shop, each at most once. Throws what `IdempotentClient` throws. */
export class CheckoutClient {
  private readonly parts: Parts;

  constructor(options: ClientOptions) {
    this.parts = assemble(options);
  }

  /** Places the order and charges it. `name` is the logical operation, a cart's id for example. */
  checkout(name: string, body: Checkout, options?: CallOptions): Promise<CheckoutOutcome> {
    return submit(checkoutOperation(name, body), this.parts, options);
  }

  /** Refunds an order. Checkouts and refunds share one set of names: call it `refund-…`. */
  refund(orderId: string, name: string, body: object = {}, options?: CallOptions): Promise<RefundOutcome> {
    return submit(refundOperation(name, orderId, body), this.parts, options);
  }

  /**
   * Follows a pending order to its end, and notes the end with its key. Gives the pending outcome back when the time is over:
   * wait again later, or trust the mail that the customer will get. Reads that fail are repeated.
   */
  async waitForEnd(
    pending: Pending & Sent,
    { signal, timeoutMs = 60_000 }: WaitOptions = {},
  ): Promise<Charged & Sent> {
    const { order, operation, key, attempts, isReplay } = pending;
    const end = await readUntilEnd(order.orderId, timeoutMs, this.parts, signal);
    if (end === undefined) return pending;
    await noted(this.parts.ledger.settle(pending, end.kind === 'paid' ? 'succeeded' : 'refused'));
    return { ...end, operation, key, attempts, isReplay };
  }

  /** What is stored under an operation's name, for a page that was reloaded; undefined when nothing is. */
  find(name: string): Promise<Entry | undefined> {
    return this.parts.ledger.find(name);
  }

  /** Drops the key: the same name is then a new operation. While an outcome is unknown, that can charge a second time. */
  forget(name: string): Promise<void> {
    return this.parts.ledger.forget(name);
  }
}
