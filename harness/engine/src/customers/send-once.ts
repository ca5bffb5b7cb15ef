import { now } from '../waiting/clock.ts';
import { type CustomerResponse } from './customer-response.ts';
import { attempt } from './http-attempt.ts';
import { ownDelay } from './own-delay.ts';

/** One request of a customer. */
export interface CustomerRequest {
  readonly shopper: string;
  readonly url: string;
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** As in the response. Default: none. */
  readonly sentHeaders?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One attempt on a new connection, with its start and end. Never rejects: a failure is in the response. */
export async function sendOnce(request: CustomerRequest): Promise<CustomerResponse> {
  const { shopper, url, method, path, key, body, headers, sentHeaders, timeoutMs, signal } = request;
  const deadline = headers['x-request-timeout-ms'] ?? '';
  const own = ownDelay();
  const startedAt = now();
  const outcome = await attempt({ method, url: url + path, headers, body, timeoutMs, signal });
  const endedAt = now();
  const ownDelayMs = own.within(startedAt, endedAt);
  return {
    shopper,
    startedAt,
    endedAt,
    ...(ownDelayMs === 0 ? {} : { ownDelayMs }),
    method,
    path,
    key,
    sent: body ?? null,
    ...(sentHeaders === undefined ? {} : { sentHeaders }),
    deadlineMs: /^\d+$/.test(deadline) ? Number(deadline) : null,
    ...outcome,
  };
}
