import { pauseMs } from '../http/backoff.ts';
import { type Parts } from '../submission/parts.ts';
import { actionRequired, type Charged } from './checkout.ts';
import { type Order } from './order.ts';
import { readOrder } from './reads.ts';

/** 500 ms, doubling up to 5 s: a settled order shows soon, and a minute of waiting takes about 15 reads. */
const pause = { baseMs: 500, capMs: 5_000 };

/** 2^31 - 1 ms, the longest timer. */
const longestWaitMs = 2_147_483_647;

/** The end of a wait: the result of the payment, or a confirmation that the customer's bank wants. */
type WaitEnd = Exclude<Charged, { kind: 'pending' }>;

/**
 * Polls the order until its payment has a result, or wants another confirmation than `knownUrl`; undefined if
 * it has none within `timeoutMs`.
 * @throws RangeError for an invalid `timeoutMs`; the signal's reason.
 */
export async function readUntilEnd(
  orderId: string,
  { timeoutMs, knownUrl }: { readonly timeoutMs: number; readonly knownUrl: string | undefined },
  parts: Parts,
  signal?: AbortSignal,
): Promise<WaitEnd | undefined> {
  if (!(timeoutMs > 0 && timeoutMs <= longestWaitMs))
    throw new RangeError(`timeoutMs must be more than 0 and at most ${longestWaitMs}`);
  const { settings, runtime } = parts;
  const deadlineAt = runtime.monotonicNow() + timeoutMs;
  for (let reads = 1; ; reads += 1) {
    const leftMs = deadlineAt - runtime.monotonicNow();
    if (leftMs <= 0) return undefined;
    const attemptMs = Math.min(settings.attemptTimeoutMs, leftMs);
    const reading = await readOrder(orderId, parts, { timeoutMs: attemptMs, signal });
    if (reading.kind === 'found') {
      const end = endOf(reading.value);
      if (end !== undefined && !(end.kind === 'action_required' && end.nextAction.url === knownUrl))
        return end;
    }
    const requestedMs = reading.kind === 'unread' ? (reading.retryAfterMs ?? 0) : 0;
    const leftAfterMs = deadlineAt - runtime.monotonicNow();
    const waitMs = pauseMs(reads, { requestedMs, leftMs: leftAfterMs }, pause, steadier(runtime.random));
    if (waitMs >= leftAfterMs) return undefined;
    await runtime.delay(waitMs, signal);
  }
}

/** From 0.5 to 1: never polls a healthy server twice without a pause. */
function steadier(random: () => number): () => number {
  return () => (1 + random()) / 2;
}

/** Undefined while the payment has no result. */
export function endOf(order: Order): WaitEnd | undefined {
  switch (order.status) {
    case 'payment_pending':
      return undefined;
    case 'requires_action':
      return order.nextAction === null ? undefined : actionRequired(order, order.nextAction);
    case 'payment_failed':
      return { kind: 'declined', orderId: order.orderId, declineCode: null, problem: undefined };
    case 'paid':
    case 'refund_pending':
    case 'refunded':
      return { kind: 'paid', order };
  }
}
