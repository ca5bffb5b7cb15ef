import { type ClientOptions } from './client-options.ts';
import { type KeyEntry } from './keys/key-entry.ts';
import { type Outcome, type Sent } from './outcome.ts';
import { type Charged, type Checkout, checkoutOperation, type Pending, tokenIn } from './shop/checkout.ts';
import { isText } from './shop/order.ts';
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

  /**
   * Places the order and charges it. `name` is the logical operation, a cart's id for example. The order's token is kept, and sent
   * whenever this client reads or refunds the order.
   */
  async checkout(name: string, body: Checkout, options?: CallOptions): Promise<CheckoutOutcome> {
    const outcome = await submit(checkoutOperation(name, body), this.parts, options);
    const { orderId, token } = opened(outcome);
    if (orderId !== undefined && token !== undefined) await this.keepToken(orderId, token);
    return outcome;
  }

  /** Keeps an order's token that came by another way, behind the `#` of a link in a mail for example. */
  keepToken(orderId: string, token: string): Promise<void> {
    return this.parts.tokens.keep(orderId, token);
  }

  /** Drops an order's token: on a device that others use too. @throws what the storage throws. */
  forgetToken(orderId: string): Promise<void> {
    return this.parts.tokens.forget(orderId);
  }

  /** Refunds an order. Checkouts and refunds share one set of names: call it `refund-…`. */
  async refund(
    orderId: string,
    name: string,
    body: object = {},
    options?: CallOptions,
  ): Promise<RefundOutcome> {
    const headers = await this.parts.tokens.headersFor(orderId);
    return submit(refundOperation(name, orderId, body, headers), this.parts, options);
  }

  /**
   * Follows a pending order to its end, and notes the end with its key. Gives the pending outcome back when the time is over:
   * wait again later, or trust the mail that the customer will get. Reads that fail are repeated.
   */
  async waitForResult(
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
  find(name: string): Promise<KeyEntry | undefined> {
    return this.parts.ledger.find(name);
  }

  /** Drops the key: the same name is then a new operation. While an outcome is unknown, that can charge a second time. */
  forget(name: string): Promise<void> {
    return this.parts.ledger.forget(name);
  }
}

/** The order that an outcome tells of, and what opens it. */
function opened(outcome: CheckoutOutcome): {
  readonly orderId?: string;
  readonly token?: string | undefined;
} {
  switch (outcome.kind) {
    case 'paid':
    case 'pending':
      return { orderId: outcome.order.orderId, token: outcome.accessToken };
    case 'declined':
      return { orderId: outcome.orderId, token: outcome.accessToken };
    case 'refused': {
      const { orderId } = outcome.problem;
      return isText(orderId) ? { orderId, token: tokenIn(outcome.problem).accessToken } : {};
    }
    default:
      return {};
  }
}
