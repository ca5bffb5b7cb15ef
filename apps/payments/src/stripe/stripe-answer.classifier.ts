import {
  classifyHttp,
  concernsOneOperation,
  type HttpResponse,
  type AttemptOutcome,
  type Settled,
} from '@holdfast/resilience';

export interface StripeAnswer extends HttpResponse {
  readonly headers: Record<string, string | string[]>;
  /** Node's own response, for the headers the SDK reads. */
  readonly raw: unknown;
  /** The parse error, if the body is not JSON. */
  readonly unreadable: SyntaxError | undefined;
}

/** Throttled, or an invalid or restricted key: Stripe refuses before it executes or stores anything. */
const unseen: ReadonlySet<number> = new Set([401, 403, 429]);

/** Refusals of a POST before Stripe reads the idempotency key. */
const refusesEffect: ReadonlySet<number> = new Set([400, 404]);
/**
 * An account that cannot charge yet, or not with this kind of key. Like a wrong key, this has nothing to do
 * with the payment.
 */
const accountCodes: ReadonlySet<unknown> = new Set([
  'account_invalid',
  'api_key_expired',
  'livemode_mismatch',
  'platform_api_key_expired',
  'secret_key_required',
  'testmode_charges_only',
]);

/**
 * True if Stripe rejects us, not the request: the key is wrong, revoked or too restricted, or the account is
 * not activated.
 */
export function refusesUs({ status, body }: Pick<StripeAnswer, 'status' | 'body'>): boolean {
  return status === 401 || status === 403 || (status === 400 && accountCodes.has(errorIn(body).code));
}

/**
 * True if the request was refused before its idempotency key was read, which proves nothing about earlier
 * attempts.
 */
export function refusesUnseen(status: number, method: string): boolean {
  return unseen.has(status) || (method === 'POST' && refusesEffect.has(status));
}

/**
 * Classifies a response from Stripe: 409 and 429 are never retried, nor a 5xx that Stripe stored under the
 * key (`Stripe-Should-Retry: false`). `true` adds nothing. A stored failure does not count against Stripe's
 * health today.
 */
export function classifyStripe(settled: Settled<StripeAnswer>, wallNow: number): AttemptOutcome {
  const outcome = classifyHttp(settled, wallNow);
  if (settled.kind === 'error') return outcome;
  if (isOfOneOperation(settled.value)) return concernsOneOperation(outcome);
  return settled.value.headers['stripe-should-retry'] === 'false' ? { ...outcome, retry: 'never' } : outcome;
}

/** A key in use or reused, a locked object, or an old failure stored under the key. */
function isOfOneOperation({ status, headers, body }: StripeAnswer): boolean {
  if (status === 409 || (status >= 500 && headers['idempotent-replayed'] === 'true')) return true;
  const { type, code } = errorIn(body);
  return type === 'idempotency_error' || code === 'lock_timeout';
}

function errorIn(body: unknown): { readonly type?: unknown; readonly code?: unknown } {
  const { error } = (body ?? {}) as { readonly error?: unknown };
  return typeof error === 'object' && error !== null ? error : {};
}
