import {
  classifyHttp,
  concernsOneOperation,
  type HttpResponse,
  type AttemptOutcome,
  type Settled,
} from '@holdfast/resilience';

export interface StripeAnswer extends HttpResponse {
  readonly headers: Record<string, string | string[]>;
  /** Node's own response, for what the SDK reads off it. */
  readonly raw: unknown;
  /** Why the body is no JSON. */
  readonly unreadable: SyntaxError | undefined;
}

/** Too many requests, and a key that is wrong or may not: Stripe looks no further, so nothing is done and nothing is stored. */
const unseen: ReadonlySet<number> = new Set([401, 403, 429]);

/** What Stripe may say of a POST that it does not carry out, before it looks at the idempotency key. */
const refusesEffect: ReadonlySet<number> = new Set([400, 404]);
/** An account that may not charge yet, or not with this kind of key: as far from any payment as a wrong key. */
const accountCodes: ReadonlySet<unknown> = new Set([
  'account_closed',
  'account_invalid',
  'api_key_expired',
  'livemode_mismatch',
  'platform_api_key_expired',
  'secret_key_required',
  'testmode_charges_only',
]);

/** Whether Stripe refuses us, and not what was asked: the key is wrong, revoked or too narrow, or the account is not activated. */
export function refusesUs({ status, body }: Pick<StripeAnswer, 'status' | 'body'>): boolean {
  return status === 401 || status === 403 || (status === 400 && accountCodes.has(errorIn(body).code));
}

/** Whether the request was refused before anything was looked at, its idempotency key neither: this says nothing of earlier attempts. */
export function refusesUnseen(status: number, method: string): boolean {
  return unseen.has(status) || (method === 'POST' && refusesEffect.has(status));
}

/**
 * What an answer of Stripe's means: as HTTP has it, 409 and 429 are never repeated, and a 5xx is not that Stripe has stored under the key:
 * `Stripe-Should-Retry: false`. Its `true` adds nothing. What it says of one operation says nothing of its health today.
 */
export function classifyStripe(settled: Settled<StripeAnswer>, wallNow: number): AttemptOutcome {
  const outcome = classifyHttp(settled, wallNow);
  if (settled.kind === 'error') return outcome;
  if (isOfOneOperation(settled.value)) return concernsOneOperation(outcome);
  return settled.value.headers['stripe-should-retry'] === 'false' ? { ...outcome, retry: 'never' } : outcome;
}

/** A key that is in use or was used otherwise, an object that is locked, and a failure of another day that is stored under the key. */
function isOfOneOperation({ status, headers, body }: StripeAnswer): boolean {
  if (status === 409 || (status >= 500 && headers['idempotent-replayed'] === 'true')) return true;
  const { type, code } = errorIn(body);
  return type === 'idempotency_error' || code === 'lock_timeout';
}

function errorIn(body: unknown): { readonly type?: unknown; readonly code?: unknown } {
  const { error } = (body ?? {}) as { readonly error?: unknown };
  return typeof error === 'object' && error !== null ? error : {};
}
