import { type Stripe } from 'stripe';

export type ErrorDetail = Pick<
  Stripe.StripeRawError,
  | 'advice_code'
  | 'charge'
  | 'code'
  | 'decline_code'
  | 'network_decline_code'
  | 'param'
  | 'payment_intent'
  | 'payment_method'
> & { type: Stripe.RawErrorType; message: string };

/** An error response of Stripe. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly detail: ErrorDetail,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail.message);
  }
}

type InvalidRequestOptions = Omit<Partial<ErrorDetail>, 'type' | 'message'> & { status?: number };

export function invalidRequest(
  message: string,
  { status = 400, ...rest }: InvalidRequestOptions = {},
): StripeError {
  return new StripeError(status, { type: 'invalid_request_error', message, ...rest });
}

export function noSuch(label: string, id: string, param: string, status: 400 | 404 = 400): StripeError {
  return invalidRequest(`No such ${label}: '${id}'`, { code: 'resource_missing', param, status });
}

export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}

/** The body, with keys in Stripe's alphabetical order, `doc_url` for every code, and `request_log_url`. */
export function errorBody(
  detail: ErrorDetail,
  requestId: string,
  at: number,
): { error: Record<string, unknown> } {
  const full = {
    ...detail,
    ...(detail.code === undefined ? {} : { doc_url: docUrl(detail.code) }),
    request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}?t=${Math.floor(at / 1_000)}`,
  };
  return { error: Object.fromEntries(Object.entries(full).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

export const stripeErrors = {
  keyMissing: () =>
    invalidRequest(
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer ' +
        "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for " +
        'details, or we can help at https://support.stripe.com/.',
      { status: 401 },
    ),
  keyInvalid: (masked: string) => invalidRequest(`Invalid API Key provided: ${masked}`, { status: 401 }),
  secretKeyRequired: () =>
    invalidRequest(
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of ' +
        'your API keys at https://dashboard.stripe.com/account/apikeys.',
      { status: 401, code: 'secret_key_required' },
    ),
  publishableKeyRequired: () =>
    invalidRequest(
      'This API call cannot be made with a secret API key. Please use a publishable API key. You can find a list of ' +
        'your API keys at https://dashboard.stripe.com/account/apikeys.',
      { status: 401 },
    ),
  keyRevoked: () =>
    invalidRequest('Expired API Key provided: sk_test_********************', {
      status: 401,
      code: 'api_key_expired',
    }),
  keyTooNarrow: () =>
    invalidRequest(
      "The provided key 'rk_test_********************' does not have the required permissions for this endpoint. " +
        'Having the necessary permission would allow this request to continue.',
      { status: 403, code: 'more_permissions_required_for_application' },
    ),
  unknownRoute: (method: string, path: string) =>
    invalidRequest(
      `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. ` +
        'If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. ' +
        'Please see https://stripe.com/docs or we can help at https://support.stripe.com/.',
      { status: 404 },
    ),
  notFormEncoded: () =>
    invalidRequest(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any ' +
        'questions, we can help at https://support.stripe.com/.',
    ),
  apiVersionInvalid: (version: string) =>
    invalidRequest(`Invalid Stripe API version: ${version}. See https://stripe.com/docs/api/versioning.`),
  rateLimited: (headers: Record<string, string>) =>
    new StripeError(
      429,
      {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      },
      headers,
    ),
  /** The error for an amount below Stripe's minimum; nothing is executed or stored. */
  notMade: () =>
    invalidRequest('Amount must be at least $0.50 usd', { code: 'amount_too_small', param: 'amount' }),
  unexpected: () =>
    new StripeError(500, {
      type: 'api_error',
      message:
        'Sorry! There was an error while talking to our servers. We have been notified of the problem. ' +
        'If you have any questions, we can help at https://support.stripe.com/.',
    }),
  idempotencyKeyTooLong: () => invalidRequest('Idempotency-Key must be between 1 and 255 characters long.'),
  idempotencyOtherParameters: (key: string) =>
    idempotencyError(
      'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      key,
    ),
  idempotencyOtherEndpoint: (key: string, now: string, first: string) =>
    idempotencyError(
      'Keys for idempotent requests can only be used for the same endpoint they were first used for ' +
        `('${now}' vs '${first}').`,
      key,
    ),
  idempotencyKeyInUse: (key: string) =>
    new StripeError(
      409,
      {
        type: 'invalid_request_error',
        code: 'idempotency_key_in_use',
        message:
          'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
          `twice, and the other request is still going through): ${key}. Please try again later.`,
      },
      { 'Stripe-Should-Retry': 'true' },
    ),
};

function idempotencyError(reason: string, key: string): StripeError {
  const hint = `Try using a key other than '${key}' if you meant to execute a different request.`;
  return new StripeError(400, { type: 'idempotency_error', message: `${reason} ${hint}` });
}
