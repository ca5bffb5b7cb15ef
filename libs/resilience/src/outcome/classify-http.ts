import { retryAfterMs } from '../retry/retry-after.ts';
import { finalResponse, classifyError } from './classify-error.ts';
import { type AttemptOutcome, type Settled } from './attempt-outcome.ts';

/** The parts of an HTTP response that decide its outcome. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined if the body is not JSON. */
  readonly body: unknown;
}

const serverError: AttemptOutcome = {
  cause: 'server_error',
  breakerSignal: 'failure',
  retry: 'if_replayable',
  mayServeStale: true,
  execution: 'responded',
};
const unavailable: AttemptOutcome = { ...serverError, cause: 'unavailable' };
const throttled: AttemptOutcome = {
  ...serverError,
  cause: 'throttled',
  breakerSignal: 'ignore',
  retry: 'never',
};
const requestTimeout: AttemptOutcome = { ...serverError, cause: 'request_timeout', retry: 'never' };
const tooEarly: AttemptOutcome = { ...finalResponse, breakerSignal: 'ignore' };

const byStatus: ReadonlyMap<number, AttemptOutcome> = new Map([
  [408, requestTimeout],
  [425, tooEarly],
  [429, throttled],
  // Not supported: the server is healthy, and a retry cannot help.
  [501, finalResponse],
  [505, finalResponse],
  [502, unavailable],
  [503, unavailable],
  [504, unavailable],
]);

/**
 * Classifies an HTTP response. A 4xx is never retried and, except for 408, 425 and 429, counts as a success:
 * the server responded in time. 500, 502, 503 and 504 are failures that may be retried, unless the server
 * sends `X-Should-Retry: false` or the problem type `overloaded-do-not-retry`.
 */
export function classifyHttp(settled: Settled<HttpResponse>, wallNow: number): AttemptOutcome {
  if (settled.kind === 'error') return classifyError(settled);
  const { status, headers } = settled.value;
  const outcome = byStatus.get(status) ?? (status >= 500 ? serverError : finalResponse);
  if (outcome === finalResponse) return finalResponse;
  const waitMs = retryAfterMs(headers['retry-after'], wallNow);
  return {
    ...outcome,
    ...(forbidsRetry(settled.value) ? { retry: 'never' } : {}),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs, pausesCalls: status === 503 || status === 429 }),
  };
}

function forbidsRetry({ headers, body }: HttpResponse): boolean {
  if (headers['x-should-retry'] === 'false') return true;
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  return typeof type === 'string' && type.endsWith('overloaded-do-not-retry');
}
