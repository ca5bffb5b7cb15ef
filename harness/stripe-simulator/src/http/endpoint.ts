import { type Ledger } from '../ledger/ledger.ts';
import { type KeyKind } from './authentication.ts';
import { type Params } from './params.ts';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

export interface Scope {
  readonly ledger: Ledger;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** Milliseconds since the epoch: the same time for everything the request creates. */
  readonly at: number;
}

/** The API keys that an endpoint takes: those of servers, of pages, or both. */
export type AcceptedKeys = KeyKind | 'any';

/**
 * One route of Stripe's API, in two steps. `prepare` checks the parameters; its errors are not stored under
 * the idempotency key. The function it returns runs inside the transaction; its response is stored, errors
 * included.
 */
export interface Endpoint {
  readonly method: 'DELETE' | 'GET' | 'POST';
  readonly url: string;
  /** `secret` by default. */
  readonly keys?: AcceptedKeys;
  readonly prepare: (params: Params, id: string, key: KeyKind) => (scope: Scope) => Answer;
}

export function ok(body: object): Answer {
  return { status: 200, body };
}

export function seconds(scope: Pick<Scope, 'at'>): number {
  return Math.floor(scope.at / 1_000);
}
