import { type IdempotentRequest } from '../key/idempotent-request.ts';

import { type Claim } from '../store/claim.ts';
import { type Verdict } from './verdict.ts';

/** A request of this process that has a key in hand, or is asking for it. */
export interface Run {
  /** What the key said to it; undefined when it could not be asked. */
  readonly claim: Promise<Claim | undefined>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<void>;
  /** What a twin with the same key is told; undefined when it must ask for itself. */
  readonly tellTwin: (twin: IdempotentRequest, claim: Claim | undefined) => Verdict | undefined;
}

/**
 * What this process is doing, by key. Twins in the same process learn from memory what the first was told: a storm of duplicates on one
 * key costs the database one question, and takes no connection from other keys.
 */
export class InFlight {
  private readonly runs = new Map<string, Run>();

  of({ keyHash }: IdempotentRequest): Run | undefined {
    return this.runs.get(keyHash);
  }

  /** Runs `work` as the one for its key. It tells what the key said as soon as it knows. */
  async run<T>(request: IdempotentRequest, work: (tell: (claim: Claim) => void) => Promise<T>): Promise<T> {
    const claim = Promise.withResolvers<Claim | undefined>();
    const ended = Promise.withResolvers<void>();
    const tellTwin: Run['tellTwin'] = (twin, told) => verdictForTwin(request, twin, told);
    const run: Run = { claim: claim.promise, ended: ended.promise, tellTwin };
    this.runs.set(request.keyHash, run);
    try {
      return await work(claim.resolve);
    } finally {
      this.runs.delete(request.keyHash);
      claim.resolve(undefined);
      ended.resolve();
    }
  }
}

function verdictForTwin(
  first: IdempotentRequest,
  twin: IdempotentRequest,
  claim: Claim | undefined,
): Verdict | undefined {
  if (claim === undefined) return undefined;
  const isSame = first.caller === twin.caller && first.fingerprint.equals(twin.fingerprint);
  switch (claim.verdict) {
    case 'expired':
    case 'early':
      return { kind: claim.verdict };
    case 'mismatch':
      return isSame ? { kind: 'mismatch' } : undefined;
    case 'replay':
    case 'recalled':
      return isSame ? { kind: 'replay', answer: claim.answer } : { kind: 'mismatch' };
    case 'review':
      return { kind: isSame ? 'review' : 'mismatch' };
    case 'busy':
      return isSame ? { kind: 'busy' } : undefined;
    case 'owned':
    case 'ended':
      return { kind: isSame ? 'busy' : 'mismatch' };
  }
}
