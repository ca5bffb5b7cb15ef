import { type ClientOptions } from './client-options.ts';
import { type EntryState, type KeyEntry } from './keys/key-entry.ts';
import { type Outcome, type Sent } from './outcome.ts';
import { type Reading } from './reading.ts';
import {
  type ActionRequired,
  type Charged,
  type Checkout,
  checkoutOperation,
  type Pending,
  tokenIn,
} from './shop/checkout.ts';
import { type OrderEvents } from './shop/order-events.ts';
import { isText, type Order } from './shop/order.ts';
import { endOf, readUntilEnd } from './shop/order-wait.ts';
import { readHistory, type ReadLimits, readOrder, readRecommendations } from './shop/reads.ts';
import { type RecommendationRequest, type Recommendations } from './shop/recommendations.ts';
import { type Refunded, refundOperation, type RefundRequest } from './shop/refund.ts';
import { tryRecord } from './submission/conclude.ts';
import { assemble, type Parts } from './submission/parts.ts';
import { type CallOptions, submit } from './submission/submit.ts';

export type CheckoutOutcome = Outcome<Charged>;
export type RefundOutcome = Outcome<Refunded>;

export interface WaitOptions extends CallOptions {
  /** Maximum wait, ms. Default 60,000. */
  readonly timeoutMs?: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** Places and refunds orders of a Holdfast shop, each at most once. Throws what `IdempotentClient` throws. */
export class CheckoutClient {
  private readonly parts: Parts;

  constructor(options: ClientOptions) {
    this.parts = assemble(options);
  }

  /**
   * Places and charges an order. `name` identifies the operation, for example by cart ID. Stores the order's
   * token and sends it whenever this client reads or refunds the order.
   */
  async checkout(name: string, body: Checkout, options?: CallOptions): Promise<CheckoutOutcome> {
    const keep = async (outcome: CheckoutOutcome | Charged): Promise<void> => {
      const { orderId, token } = opened(outcome);
      if (orderId !== undefined && token !== undefined) await this.keepToken(orderId, token);
    };
    const outcome = await submit(checkoutOperation(name, body), this.parts, options, keep);
    if (outcome.kind === 'refused') await keep(outcome);
    return outcome;
  }

  /** Stores an order's token from elsewhere, for example from the fragment of a link in an email. */
  keepToken(orderId: string, token: string): Promise<void> {
    return this.parts.tokens.keep(orderId, token);
  }

  /** Deletes an order's token, for shared devices. @throws what the storage throws. */
  forgetToken(orderId: string): Promise<void> {
    return this.parts.tokens.forget(orderId);
  }

  /**
   * Refunds an order, or a part of it as an operator. Checkouts and refunds share one set of names: start
   * this one with `refund-`.
   */
  async refund(
    orderId: string,
    name: string,
    body: RefundRequest = {},
    options?: CallOptions,
  ): Promise<RefundOutcome> {
    const headers = await this.parts.tokens.headersFor(orderId);
    return submit(refundOperation(name, orderId, body, headers), this.parts, options);
  }

  /**
   * Polls an order until its payment has a result, and records that with the key. Resolves earlier if the
   * customer's bank wants a confirmation that `open` does not have. After `timeoutMs`, returns `open`: wait
   * again later, or rely on the email to the customer. Failed reads are retried.
   */
  async waitForResult(
    open: (Pending | ActionRequired) & Sent,
    { signal, timeoutMs = 60_000 }: WaitOptions = {},
  ): Promise<Charged & Sent> {
    const { order, operation, key, attempts, isReplay } = open;
    const knownUrl = open.kind === 'action_required' ? open.nextAction.url : undefined;
    const end = await readUntilEnd(order.orderId, { timeoutMs, knownUrl }, this.parts, signal);
    if (end === undefined) return open;
    if (end.kind !== 'action_required') await tryRecord(this.parts.ledger.settle(open, stateAfter(end)));
    return { ...end, operation, key, attempts, isReplay };
  }

  /** Reads an order once, with its stored token. Throws only the signal's reason. */
  readOrder(orderId: string, { signal }: ReadOptions = {}): Promise<Reading<Order>> {
    return readOrder(orderId, this.parts, this.limits(signal));
  }

  /** Reads an order's history once, with its stored token. Throws only the signal's reason. */
  readHistory(orderId: string, { signal }: ReadOptions = {}): Promise<Reading<OrderEvents>> {
    return readHistory(orderId, this.parts, this.limits(signal));
  }

  /**
   * Reads suggestions once: personal ones with the email address and the stored token of one of the
   * customer's orders. Throws only the signal's reason.
   */
  readRecommendations(
    request: RecommendationRequest = {},
    { signal }: ReadOptions = {},
  ): Promise<Reading<Recommendations>> {
    return readRecommendations(request, this.parts, this.limits(signal));
  }

  /**
   * Records the result of a checkout, as read in its order, with the key: for pages that poll `readOrder`
   * instead of `waitForResult`. Records nothing while the payment has no result, or if the name's entry
   * belongs to another order.
   */
  async recordResult(name: string, order: Order): Promise<void> {
    const end = endOf(order);
    if (end === undefined || end.kind === 'action_required') return;
    const entry = await this.parts.ledger.find(name);
    if (entry?.reference !== order.orderId) return;
    await this.parts.ledger.settle({ operation: name, key: entry.key }, stateAfter(end));
  }

  /** The stored entry of an operation, for a page that was reloaded; undefined if there is none. */
  find(name: string): Promise<KeyEntry | undefined> {
    return this.parts.ledger.find(name);
  }

  /**
   * Deletes the key, so that the name becomes a new operation. While an outcome is unknown, this can charge
   * twice.
   */
  forget(name: string): Promise<void> {
    return this.parts.ledger.forget(name);
  }

  private limits(signal: AbortSignal | undefined): ReadLimits {
    return { timeoutMs: this.parts.settings.attemptTimeoutMs, signal };
  }
}

const stateAfter = ({ kind }: Charged): EntryState => (kind === 'paid' ? 'succeeded' : 'refused');

/** The order in an outcome, and its token. */
function opened(outcome: CheckoutOutcome | Charged): {
  readonly orderId?: string;
  readonly token?: string | undefined;
} {
  switch (outcome.kind) {
    case 'paid':
    case 'pending':
    case 'action_required':
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
