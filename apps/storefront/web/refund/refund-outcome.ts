import { KeyStorageError, type Order, type RefundOutcome } from '@holdfast/checkout-client';
import { hasRefundFailed, refundableOf } from '../order/order-state.ts';
import { moneyText } from '../say/money.ts';
import { durationText } from '../say/time.ts';
import { words } from '../words.ts';

/** The result of a request for a refund, in words. */
export type RefundResult =
  /** Nothing is in progress. */
  | { readonly kind: 'made' | 'not_made' | 'expired' | 'given_up'; readonly sentence: string }
  /** Only the shop can refund the order now. */
  | { readonly kind: 'closed'; readonly sentence: string }
  /** Its result is unknown, and only a click may send it again. */
  | { readonly kind: 'left'; readonly sentence: string }
  /** Ask again under the same name, after the time. */
  | { readonly kind: 'unknown'; readonly sentence: string; readonly askAgainMs: number };

const askAgainMs = 15_000;

/** `amount` is a text such as `$42.00`. */
export function refundResult(outcome: RefundOutcome, amount: string): RefundResult {
  const { refund } = words;
  switch (outcome.kind) {
    case 'refunded': {
      const made = moneyText(outcome.refund.amount);
      const isDone = outcome.refund.status === 'succeeded';
      return { kind: 'made', sentence: isDone ? refund.refunded(made) : refund.pending(made) };
    }
    case 'refused':
    case 'conflict': {
      const { code, detail = '' } = outcome.problem;
      const kind = code === 'refund_needs_operator' ? 'closed' : 'not_made';
      return { kind, sentence: refund.refused(detail) };
    }
    case 'expired':
      return { kind: 'expired', sentence: refund.expired };
    case 'unknown': {
      const { mayHaveRun, retryAfterMs, status } = outcome;
      if (mayHaveRun) return unknownRefund(amount, retryAfterMs);
      const isLimited = status === 429 && retryAfterMs !== undefined;
      return {
        kind: 'not_made',
        sentence: isLimited ? refund.notNow(durationText(retryAfterMs)) : refund.unsent,
      };
    }
  }
}

/** It is asked again after 15 s, or later if the shop says so. */
export const unknownRefund = (amount: string, retryAfterMs = 0): RefundResult => ({
  kind: 'unknown',
  sentence: words.refund.unknown(amount),
  askAgainMs: Math.max(retryAfterMs, askAgainMs),
});

export const leftRefund = (amount: string): RefundResult => ({
  kind: 'left',
  sentence: words.refund.left(amount),
});

/** A request that was left is not offered while it is sure to be refused. */
export function shownResult(result: RefundResult | undefined, order: Order): RefundResult | undefined {
  const isRefused = refundableOf(order) === undefined || hasRefundFailed(order);
  return result?.kind === 'left' && isRefused ? undefined : result;
}

/** @throws the error, unless it says that nothing could be stored and so nothing was sent */
export function refundError(error: unknown): RefundResult {
  if (error instanceof KeyStorageError) return { kind: 'not_made', sentence: words.refund.storageBlocked };
  throw error;
}
