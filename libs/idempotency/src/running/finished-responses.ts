import { LRUCache } from 'lru-cache';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type StoredResponse } from '../operation/stored-response.ts';

/** 16 MiB: about 10,000 responses of a checkout; the least recently used are dropped first. */
const mostBytes = 16 * 1024 * 1024;
/**
 * 10 min: most duplicates arrive within seconds. Far below the retention, so that no response outlives its
 * row.
 */
const keepMs = 600_000;
/** The memory of an entry besides its body, bytes (estimated). */
const overhead = 500;

export interface Finished {
  /** The name of the operation that it is the response of. */
  readonly operation: string;
  readonly response: StoredResponse;
}

interface Entry extends Finished {
  readonly caller: string;
  readonly fingerprint: Buffer;
}

/**
 * Responses that this process has seen committed. They never change, so a duplicate is answered without
 * querying the database.
 */
export class FinishedResponses {
  private readonly responses = new LRUCache<string, Entry>({
    maxSize: mostBytes,
    ttl: keepMs,
    sizeCalculation: ({ response }) => response.body.length + overhead,
  });

  /** `trustedAgeMs`: an older UUIDv7 key may have expired, which only the database's clock can decide. */
  constructor(private readonly trustedAgeMs: number) {}

  put({ keyHash, caller, fingerprint }: IdempotentRequest, { operation, response }: Finished): void {
    this.responses.set(keyHash, { caller, fingerprint, operation, response });
  }

  /**
   * The response to this request; `reused` if the key belongs to another one; undefined if the key is unknown
   * here.
   */
  find({ keyHash, caller, fingerprint, keyTime }: IdempotentRequest): Finished | 'reused' | undefined {
    const known = this.responses.get(keyHash);
    if (known === undefined) return undefined;
    if (keyTime !== undefined && Date.now() - Date.parse(keyTime) > this.trustedAgeMs) return undefined;
    return known.caller === caller && known.fingerprint.equals(fingerprint) ? known : 'reused';
  }
}
