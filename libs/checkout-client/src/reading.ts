import { type ApiResponse } from './http/api-response.ts';
import { type NoResponse } from './http/http-attempt.ts';
import { type Problem } from './http/problem.ts';
import { type UnknownReason } from './outcome.ts';

/** The result of one GET. Only a complete response of the route itself is found or refused. */
export type Reading<T> =
  | { readonly kind: 'found'; readonly value: T }
  /** The API's own refusal, which repeating does not change: 401, 403, 404… */
  | { readonly kind: 'refused'; readonly status: number; readonly problem: Problem }
  | Unread;

/** Nothing is known; read again. */
export interface Unread {
  readonly kind: 'unread';
  readonly reason: Exclude<UnknownReason, 'refused'>;
  /** How long the server asked to wait, ms. */
  readonly retryAfterMs: number | undefined;
}

/** Decides what a response to a GET says. `accept` checks the whole body. */
export function readingOf<T>(
  received: ApiResponse | NoResponse,
  accept: (json: unknown) => json is T,
): Reading<T> {
  if ('noResponse' in received) return unread(received.noResponse);
  const { status, json, problem, retryAfterMs } = received;
  if (status >= 500 || status === 408 || status === 429) return unread('busy', retryAfterMs);
  if (status === 200 && accept(json)) return { kind: 'found', value: json };
  if (status >= 400 && problem !== undefined) return { kind: 'refused', status, problem };
  return unread('untrusted', retryAfterMs);
}

function unread(reason: Unread['reason'], retryAfterMs?: number): Unread {
  return { kind: 'unread', reason, retryAfterMs };
}
