import { type Problem } from '../http/problem.ts';
import { fingerprinted } from '../keys/fingerprint.ts';
import { type ClientOperation } from '../operation.ts';
import { type Outcome, type UnknownReason } from '../outcome.ts';
import { attemptAll } from './attempt-all.ts';
import { conclude, tooOld } from './conclude.ts';
import { type Parts } from './parts.ts';

/** Options of one call. */
export interface CallOptions {
  /**
   * Ends the call, which rejects with the signal's reason. The key is kept: the request may have had its
   * effect.
   */
  readonly signal?: AbortSignal;
  /**
   * Called as each attempt starts, and before each pause. An error that it throws ends the call; the key is
   * kept.
   */
  readonly onProgress?: (progress: CallProgress) => void;
}

/** The state of a call that is still running. */
export interface CallProgress {
  /** The attempt that starts, or the one that just failed; 1-based. */
  readonly attempt: number;
  /** The most attempts of this call. */
  readonly of: number;
  /** Pause until the next attempt, ms; undefined as an attempt starts. */
  readonly nextAttemptInMs: number | undefined;
  /** The result of the last attempt; undefined until one has failed. */
  readonly last: FailedAttempt | undefined;
}

/** Why an attempt is followed by another one. */
export interface FailedAttempt {
  readonly reason: UnknownReason;
  /** Status of the response, if there was one. */
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  /** False if this attempt had no effect. */
  readonly mayHaveRun: boolean;
}

/**
 * Claims a key, sends the attempts, and concludes; shared by both clients. `beforeRecord` keeps what only the
 * response contains: a page may be closed as soon as the result is recorded.
 */
export async function submit<R extends { readonly kind: string }>(
  operation: ClientOperation<R>,
  parts: Parts,
  options: CallOptions = {},
  beforeRecord?: (result: R) => Promise<void>,
): Promise<Outcome<R>> {
  options.signal?.throwIfAborted();
  const { bytes, fingerprint } = await fingerprinted(operation.path, operation.body);
  const claim = await parts.ledger.claim(operation.name, fingerprint);
  if (claim.isTooOld) return tooOld(claim);
  const attempted = await attemptAll(operation, claim, bytes, parts, options);
  if (attempted.next.kind === 'recognized') await beforeRecord?.(attempted.next.recognized.result);
  return conclude(attempted, parts.ledger);
}
