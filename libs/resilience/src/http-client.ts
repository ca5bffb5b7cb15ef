import { setTimeout as delay } from 'node:timers/promises';
import { currentTraceparent, remainingMs } from '@holdfast/service-defaults';
import { Pool } from 'undici';
import { retryDelayMs } from './backoff.ts';
import { DependencyError, fateOf } from './dependency-error.ts';
import { retryAfterMs } from './retry-after.ts';

export interface HttpClientOptions {
  /** The callee's name, in errors and logs. */
  readonly dependency: string;
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly apiKey?: string;
  /** How long one attempt may take, ms. */
  readonly attemptTimeoutMs: number;
  /** How long all attempts and pauses together may take, ms; the caller's own deadline shortens it. */
  readonly deadlineMs: number;
  /** Attempts in all; default 3 (Google SRE: up to three). */
  readonly attempts?: number;
  /** Connections at most; default 100. */
  readonly connections?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The exact JSON text; it is the same on every attempt. */
  readonly body?: string;
  /** Makes a POST safe to repeat. The same key goes with every attempt; without one a POST is repeated only if it was never sent. */
  readonly idempotencyKey?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** 50 ms: with less time left an attempt could not bring an answer (guess). */
const shortestAttemptMs = 50;
/** 20 ms kept for our own answer (guess for neighbours in one cluster). */
const marginMs = 20;
/** 4 MiB: no answer of ours comes near it; what does is not ours. */
const longestBodyBytes = 4 * 1024 * 1024;

const retriedStatuses = new Set([500, 502, 503, 504]);

/**
 * Calls another service over a pool of kept connections: a time limit per attempt and over all, retries with full jitter where
 * repeating is safe, `Retry-After` honoured, the caller's deadline and trace passed on. Every status is returned as it is; a 5xx
 * after the last attempt too.
 * @throws DependencyError when no attempt brought an answer.
 */
export class HttpClient {
  private readonly pool: Pool;
  private readonly attempts: number;

  constructor(private readonly options: HttpClientOptions) {
    const { baseUrl, connections = 100, attempts = 3 } = options;
    this.attempts = attempts;
    this.pool = new Pool(new URL(baseUrl).origin, {
      connections,
      connect: { timeout: options.attemptTimeoutMs },
      maxResponseSize: longestBodyBytes,
    });
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const deadlineAt = performance.now() + Math.min(this.options.deadlineMs, remainingMs() - marginMs);
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.attempt(request, deadlineAt, attempt);
      const pauseMs = attempt < this.attempts ? pauseBeforeRetry(result, request, attempt) : undefined;
      const hasTime = pauseMs !== undefined && performance.now() + pauseMs + shortestAttemptMs < deadlineAt;
      if (!hasTime) {
        if (result instanceof DependencyError) throw result;
        return result;
      }
      await delay(pauseMs);
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async attempt(
    request: HttpRequest,
    deadlineAt: number,
    attempt: number,
  ): Promise<HttpResponse | DependencyError> {
    const { dependency, attemptTimeoutMs, apiKey } = this.options;
    const timeoutMs = Math.min(attemptTimeoutMs, deadlineAt - performance.now());
    if (timeoutMs < shortestAttemptMs)
      return new DependencyError(dependency, 'unsent', 'no time left to call it');
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(new Error(`no answer within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    try {
      const { statusCode, headers, body } = await this.pool.request({
        method: request.method,
        path: request.path,
        body: request.body ?? null,
        signal: abort.signal,
        headers: {
          accept: 'application/json',
          traceparent: currentTraceparent(),
          'x-request-timeout-ms': String(Math.floor(timeoutMs)),
          'x-retry-attempt': String(attempt - 1),
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(request.idempotencyKey === undefined
            ? {}
            : { 'idempotency-key': `"${request.idempotencyKey}"` }),
        },
      });
      return { status: statusCode, headers, body: parseJson(await body.text()) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return new DependencyError(dependency, fateOf(error), reason || 'the connection failed', {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How long to wait before the next attempt; undefined when there must be none. */
function pauseBeforeRetry(
  result: HttpResponse | DependencyError,
  request: HttpRequest,
  attempt: number,
): number | undefined {
  const isReplayable = request.method === 'GET' || request.idempotencyKey !== undefined;
  const ownPauseMs = retryDelayMs(attempt);
  if (result instanceof DependencyError)
    return isReplayable || result.fate === 'unsent' ? ownPauseMs : undefined;
  if (!isReplayable || !retriedStatuses.has(result.status)) return undefined;
  return Math.max(ownPauseMs, retryAfterMs(result.headers['retry-after']) ?? 0);
}
