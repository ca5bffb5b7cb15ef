import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { stripeErrors } from '../http/stripe-error.ts';
import { type Ledger } from '../ledger/ledger.ts';

/**
 * https://docs.stripe.com/api/idempotent_requests: keys may be removed after they are at least 24 hours old.
 */
const retentionMs = 24 * 60 * 60 * 1_000;
const maxLength = 255;

export interface KeyedRequest {
  readonly key: string;
  readonly endpoint: string;
  readonly fingerprint: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
}

/** The order of parameters does not matter. */
export function fingerprintOf(form: object): string {
  return createHash('sha256')
    .update(canonicalize(form) ?? '')
    .digest('hex');
}

/**
 * Stripe's v1 semantics. In-flight keys are lost with the process; stored ones were committed with their
 * effect.
 */
export class IdempotencyKeys {
  private readonly inFlight = new Map<string, KeyedRequest>();

  constructor(private readonly ledger: Ledger) {}

  /** The response of the first use; undefined if this is the first, which holds the key until `release`. */
  claim(request: KeyedRequest, now: number): StoredAnswer | undefined {
    const { key } = request;
    if (key.length > maxLength || key.length === 0) throw stripeErrors.idempotencyKeyTooLong();
    const running = this.inFlight.get(key);
    if (running !== undefined) {
      requireSameRequest(request, running);
      throw stripeErrors.idempotencyKeyInUse(key);
    }
    const stored = this.find(key, now);
    if (stored === undefined) {
      this.inFlight.set(key, request);
      return undefined;
    }
    requireSameRequest(request, stored);
    return stored;
  }

  release(key: string): void {
    this.inFlight.delete(key);
  }

  /** Stores the response; call inside the transaction of the effect. */
  store(request: KeyedRequest, answer: StoredAnswer, now: number): void {
    this.ledger.database
      .prepare(
        `INSERT OR REPLACE INTO idempotency_keys
           (key, endpoint, fingerprint, request_id, status, body, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        request.key,
        request.endpoint,
        request.fingerprint,
        answer.requestId,
        answer.status,
        answer.body,
        now,
      );
  }

  deleteExpired(now: number): void {
    this.ledger.database.prepare('DELETE FROM idempotency_keys WHERE created_at <= ?').run(now - retentionMs);
  }

  private find(key: string, now: number): (StoredAnswer & KeyedRequest) | undefined {
    const row = this.ledger.database
      .prepare('SELECT * FROM idempotency_keys WHERE key = ? AND created_at > ?')
      .get(key, now - retentionMs);
    if (row === undefined) return undefined;
    return {
      key,
      endpoint: String(row['endpoint']),
      fingerprint: String(row['fingerprint']),
      status: Number(row['status']),
      body: String(row['body']),
      requestId: String(row['request_id']),
    };
  }
}

function requireSameRequest(now: KeyedRequest, first: KeyedRequest): void {
  if (now.endpoint !== first.endpoint) {
    throw stripeErrors.idempotencyOtherEndpoint(now.key, now.endpoint, first.endpoint);
  }
  if (now.fingerprint !== first.fingerprint) throw stripeErrors.idempotencyOtherParameters(now.key);
}
