import { type Ledger } from '../ledger/ledger.ts';
import { type Params } from './params.ts';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

export interface Scope {
  readonly ledger: Ledger;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** Milliseconds since the epoch: one moment for everything the request makes. */
  readonly at: number;
}

/**
 * One route of Stripe's API, in two steps: `prepare` checks the parameters, and what it refuses is not kept under the
 * idempotency key; the function it gives back runs inside the transaction, and its answer is kept, refusals included.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly prepare: (params: Params, id: string) => (scope: Scope) => Answer;
}

export function ok(body: object): Answer {
  return { status: 200, body };
}

export function seconds(scope: Pick<Scope, 'at'>): number {
  return Math.floor(scope.at / 1_000);
}
