import { LRUCache } from 'lru-cache';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type StoredResponse } from '../operation/stored-response.ts';

/** 16 MiB: about 10,000 answers of a checkout; least recently used ones go first (a guess). */
const mostBytes = 16 * 1024 * 1024;
/** 10 min: most duplicates come within seconds. Far below the retention, so that nothing is replayed which the table has dropped. */
const keepMs = 600_000;
/** What an entry costs beside its body, bytes (estimate). */
const overhead = 500;

interface Finished {
  readonly caller: string;
  readonly fingerprint: Buffer;
  readonly response: StoredResponse;
}

/** Answers that this process has seen committed. They never change, so a duplicate can be answered without asking the database. */
export class FinishedResponses {
  private readonly responses = new LRUCache<string, Finished>({
    maxSize: mostBytes,
    ttl: keepMs,
    sizeCalculation: ({ response }) => response.body.length + overhead,
  });

  /** `trustedAgeMs`: a UUIDv7 key older than that may have expired, which only the database's clock can tell. */
  constructor(private readonly trustedAgeMs: number) {}

  put({ keyHash, caller, fingerprint }: IdempotentRequest, response: StoredResponse): void {
    this.responses.set(keyHash, { caller, fingerprint, response });
  }

  /** The answer to this very request, `mismatch` when the key answered another one, undefined when it is not known here. */
  find({ keyHash, caller, fingerprint, keyTime }: IdempotentRequest): StoredResponse | 'reused' | undefined {
    const known = this.responses.get(keyHash);
    if (known === undefined) return undefined;
    if (keyTime !== undefined && Date.now() - Date.parse(keyTime) > this.trustedAgeMs) return undefined;
    return known.caller === caller && known.fingerprint.equals(fingerprint) ? known.response : 'reused';
  }
}
