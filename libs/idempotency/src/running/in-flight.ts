import { activeRequests } from '../idempotency.metrics.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type ClaimResult } from '../store/claim.ts';
import { type RequestResult } from './request-result.ts';

/** A request of this process that runs its operation, or is claiming its key. */
export interface ActiveRequest {
  /** Undefined when the claim failed. */
  readonly claim: Promise<ClaimResult | undefined>;
  /** Resolves when the request is over, whatever its result. */
  readonly ended: Promise<void>;
  /**
   * The result for a duplicate, given the claim of the first request; undefined when the duplicate must ask
   * the database itself.
   */
  readonly resultFor: (
    duplicate: IdempotentRequest,
    claim: ClaimResult | undefined,
  ) => RequestResult | undefined;
}

/**
 * The active requests of this process, by key. Duplicates in the same process take their result from the
 * first request's claim: a burst on one key costs the database one query, and takes no connection from other
 * keys.
 */
export class InFlight {
  private readonly requests = new Map<string, ActiveRequest>();

  of({ keyHash }: IdempotentRequest): ActiveRequest | undefined {
    return this.requests.get(keyHash);
  }

  /** Runs `work` as the one active request of its key. It reports its claim as soon as the claim is known. */
  async run<T>(
    request: IdempotentRequest,
    work: (report: (claim: ClaimResult) => void) => Promise<T>,
  ): Promise<T> {
    const claim = Promise.withResolvers<ClaimResult | undefined>();
    const ended = Promise.withResolvers<void>();
    this.requests.set(request.keyHash, {
      claim: claim.promise,
      ended: ended.promise,
      resultFor: (duplicate, reported) => resultForDuplicate(request, duplicate, reported),
    });
    activeRequests.inc();
    try {
      return await work(claim.resolve);
    } finally {
      activeRequests.dec();
      this.requests.delete(request.keyHash);
      claim.resolve(undefined);
      ended.resolve();
    }
  }
}

function resultForDuplicate(
  first: IdempotentRequest,
  duplicate: IdempotentRequest,
  claim: ClaimResult | undefined,
): RequestResult | undefined {
  if (claim === undefined) return undefined;
  const isSame = first.caller === duplicate.caller && first.fingerprint.equals(duplicate.fingerprint);
  switch (claim.kind) {
    case 'expired':
    case 'from_future':
      return { kind: claim.kind };
    case 'reused':
      return isSame ? { kind: 'reused' } : undefined;
    case 'replay':
    case 'rebuilt':
      return isSame ? { kind: 'replay', response: claim.response } : { kind: 'reused' };
    case 'in_review':
      return { kind: isSame ? 'in_review' : 'reused' };
    case 'in_flight':
      return isSame ? { kind: 'in_flight' } : undefined;
    case 'owned':
    case 'done':
      return { kind: isSame ? 'in_flight' : 'reused' };
  }
}
