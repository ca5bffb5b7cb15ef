import { type Problem } from './http/problem.ts';
import { type EntryState } from './keys/key-entry.ts';

/** What every outcome tells. */
export interface Sent {
  readonly operation: string;
  /** The idempotency key; log it, support will ask for it. */
  readonly key: string;
  /** Requests sent by this call; 0 when none was. */
  readonly attempts: number;
  /** True when the server gave an earlier answer again and nothing ran now. */
  readonly isReplay: boolean;
}

/** A refusal without effect. Another body under the same name gets a new key. */
export interface Refused extends Sent {
  readonly kind: 'refused';
  readonly problem: Problem;
}

/** The server knows this key for another request (422), whose answer stays untouched. Nothing ran. Use a new operation name. */
export interface KeyConflict extends Sent {
  readonly kind: 'conflict';
  readonly problem: Problem;
}

/**
 * The key is older than answers are kept, so nothing ran now; what ran before may be forgotten. Find out what became of the
 * operation, then `forget` it or use a new name. Without `problem` the client noticed by itself and sent nothing.
 */
export interface Expired extends Sent {
  readonly kind: 'expired';
  readonly problem: Problem | undefined;
  readonly lastKnown: EntryState;
  /** What to look up, an order's id, when it was ever known. */
  readonly reference: string | undefined;
}

/**
 * - `network`, `timeout`: no answer came.
 * - `busy`: the server asks to come again (408, 429, 5xx, 409 `idempotency_in_flight`).
 * - `untrusted`: an answer that is not the route's own: a proxy's page, a redirect, a broken body.
 * - `refused`: this request was refused, but another one with this key may have run.
 */
export type UnknownReason = 'network' | 'timeout' | 'busy' | 'untrusted' | 'refused';

/** No certain answer came. The key is kept: call again with the same name and body, now or after a reload. */
export interface Unknown extends Sent {
  readonly kind: 'unknown';
  /** What came of the last attempt. */
  readonly reason: UnknownReason;
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  /** False only when certainly no request with this key has had an effect. */
  readonly mayHaveRun: boolean;
  /** How long the server asked to wait, ms. */
  readonly retryAfterMs: number | undefined;
  /** What `fetch` threw. */
  readonly cause: unknown;
}

/** How a submission ends, whatever its route. */
export type Outcome<R> = (R & Sent) | Refused | KeyConflict | Expired | Unknown;
