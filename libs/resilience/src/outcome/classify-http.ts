import { retryAfterMs } from '../retry/retry-after.ts';
import { answered, classifyError } from './classify-error.ts';
import { type Outcome, type Settled } from './outcome.ts';

/** What of an HTTP answer decides what it means. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed JSON, if it was JSON. */
  readonly body: unknown;
}

const serverError: Outcome = {
  cause: 'server_error',
  verdict: 'failure',
  retry: 'if_replayable',
  mayServeStale: true,
  fate: 'answered',
};
const unavailable: Outcome = { ...serverError, cause: 'unavailable' };
const throttled: Outcome = { ...serverError, cause: 'throttled', verdict: 'ignore', retry: 'never' };
const requestTimeout: Outcome = { ...serverError, cause: 'request_timeout', retry: 'never' };
const tooEarly: Outcome = { ...answered, verdict: 'ignore' };

const byStatus: ReadonlyMap<number, Outcome> = new Map([
  [408, requestTimeout],
  [425, tooEarly],
  [429, throttled],
  // What the server will never be able to do, it said in time.
  [501, answered],
  [505, answered],
  [502, unavailable],
  [503, unavailable],
  [504, unavailable],
]);

/**
 * What an HTTP answer means. A 4xx is never retried and, but for 408, 425 and 429, shows that the server is well: it answered in time. 500,
 * 502, 503 and 504 are failures that may be retried, unless the server says `X-Should-Retry: false` or `overloaded-do-not-retry`.
 */
export function classifyHttp(settled: Settled<HttpAnswer>, wallNow: number): Outcome {
  if (settled.kind === 'error') return classifyError(settled);
  const { status, headers } = settled.value;
  const outcome = byStatus.get(status) ?? (status >= 500 ? serverError : answered);
  if (outcome === answered) return answered;
  const waitMs = retryAfterMs(headers['retry-after'], wallNow);
  return {
    ...outcome,
    ...(isToldNotToRetry(settled.value) ? { retry: 'never' } : {}),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs, coolsDown: status === 503 || status === 429 }),
  };
}

function isToldNotToRetry({ headers, body }: HttpAnswer): boolean {
  if (headers['x-should-retry'] === 'false') return true;
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  return typeof type === 'string' && type.endsWith('overloaded-do-not-retry');
}
