import { pauseMs } from '../http/backoff.ts';
import { type Parts } from '../submission/parts.ts';
import { type Charged } from './checkout.ts';
import { isOrder, type Order } from './order.ts';

/** 500 ms, doubling up to 5 s: a settled order is seen soon, and a minute of waiting is some 15 reads (guess). */
const pause = { baseMs: 500, capMs: 5_000 };

/** 2^31 - 1 ms: what a timer can hold. */
const longestWaitMs = 2_147_483_647;

/**
 * Reads the order until its payment has ended; undefined when that is not known within `timeoutMs`.
 * @throws RangeError when that is no time to wait; the signal's reason.
 */
export async function readUntilEnd(
  orderId: string,
  timeoutMs: number,
  { settings, runtime, connection, tokens }: Parts,
  signal?: AbortSignal,
): Promise<Exclude<Charged, { kind: 'pending' }> | undefined> {
  if (!(timeoutMs > 0 && timeoutMs <= longestWaitMs))
    throw new RangeError(`timeoutMs must be more than 0 and at most ${longestWaitMs}`);
  const deadlineAt = runtime.monotonicNow() + timeoutMs;
  const request = {
    method: 'GET',
    path: `/orders/${encodeURIComponent(orderId)}`,
    headers: await tokens.headersFor(orderId),
  } as const;
  for (let reads = 1; ; reads += 1) {
    const leftMs = deadlineAt - runtime.monotonicNow();
    if (leftMs <= 0) return undefined;
    const attemptMs = Math.min(settings.attemptTimeoutMs, leftMs);
    const received = await connection.send(request, attemptMs, signal);
    const answer = 'noResponse' in received ? undefined : received;
    if (answer?.status === 200 && isOrder(answer.json) && answer.json.orderId === orderId) {
      const end = endOf(answer.json);
      if (end !== undefined) return end;
    }
    const waitMs = Math.max(pauseMs(reads, pause, steadier(runtime.random)), answer?.retryAfterMs ?? 0);
    if (waitMs >= deadlineAt - runtime.monotonicNow()) return undefined;
    await runtime.delay(waitMs, signal);
  }
}

/** From a half to one: a server that is well is not asked twice at once. */
function steadier(random: () => number): () => number {
  return () => (1 + random()) / 2;
}

function endOf(order: Order): Exclude<Charged, { kind: 'pending' }> | undefined {
  switch (order.status) {
    case 'payment_pending':
      return undefined;
    case 'payment_failed':
      return { kind: 'declined', orderId: order.orderId, declineCode: null, problem: undefined };
    case 'paid':
    case 'refund_pending':
    case 'refunded':
      return { kind: 'paid', order };
  }
}
