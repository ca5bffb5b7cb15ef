import { type Problem } from './http/problem.ts';
import { type EntryState } from './keys/key-entry.ts';

/** Fields of every outcome. */
export interface Sent {
  readonly operation: string;
  /** The idempotency key. Log it: support will ask for it. */
  readonly key: string;
  /** Requests sent by this call; 0 if none. */
  readonly attempts: number;
  /** True if the server returned a stored response and nothing ran now. */
  readonly isReplay: boolean;
}

/** A refusal without effect. Another body under the same name gets a new key. */
export interface Refused extends Sent {
  readonly kind: 'refused';
  readonly problem: Problem;
}

/**
 * The server has this key for another request (422), whose response is unchanged. Nothing ran. Use a new
 * operation name.
 */
export interface KeyConflict extends Sent {
  readonly kind: 'conflict';
  readonly problem: Problem;
}

/**
 * The key is older than the server's retention, so nothing ran now; an earlier run may have been forgotten.
 * Look up the operation's result, then `forget` it or use a new name. Without `problem`, the client detected
 * it and sent nothing.
 */
export interface Expired extends Sent {
  readonly kind: 'expired';
  readonly problem: Problem | undefined;
  readonly lastKnown: EntryState;
  /** Reference to look up, for example an order ID, if known. */
  readonly reference: string | undefined;
}

/**
 * - `network`, `timeout`: no response.
 * - `busy`: the server asks to retry (408, 429, 5xx, 409 `idempotency_in_flight`).
 * - `untrusted`: not the route's own response: a proxy's page, a redirect, a broken body.
 * - `refused`: this request was refused, but another one with this key may have run.
 */
export type UnknownReason = 'network' | 'timeout' | 'busy' | 'untrusted' | 'refused';

/** No conclusive response. The key is kept: call again with the same name and body, now or after a reload. */
export interface Unknown extends Sent {
  readonly kind: 'unknown';
  /** The result of the last attempt. */
  readonly reason: UnknownReason;
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  /** False only if no request with this key had an effect. */
  readonly mayHaveRun: boolean;
  /** How long the server asked to wait, ms. */
  readonly retryAfterMs: number | undefined;
  /** The error of `fetch`. */
  readonly cause: unknown;
}

/** The outcome of a submission, on any route. */
export type Outcome<R> = (R & Sent) | Refused | KeyConflict | Expired | Unknown;
