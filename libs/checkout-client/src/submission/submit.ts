import { fingerprinted } from '../keys/fingerprint.ts';
import { type ClientOperation } from '../operation.ts';
import { type Outcome } from '../outcome.ts';
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
}

/** Claims a key, sends the attempts, and concludes; shared by both clients. */
export async function submit<R extends { readonly kind: string }>(
  operation: ClientOperation<R>,
  parts: Parts,
  { signal }: CallOptions = {},
): Promise<Outcome<R>> {
  signal?.throwIfAborted();
  const { bytes, fingerprint } = await fingerprinted(operation.path, operation.body);
  const claim = await parts.ledger.claim(operation.name, fingerprint);
  if (claim.isTooOld) return tooOld(claim);
  return conclude(await attemptAll(operation, claim, bytes, parts, signal), parts.ledger);
}
