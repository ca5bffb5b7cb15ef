import { setTimeout as delay } from 'node:timers/promises';
import { currentTraceparent, isError, remainingMs } from '@holdfast/service-defaults';
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

type Result = HttpResponse | DependencyError;

interface Attempt {
  /** 1 for the first. */
  readonly attempt: number;
  readonly timeoutMs: number;
  /** Whether an earlier attempt may have had its effect. */
  readonly wasSent: boolean;
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
 * @throws DependencyError when the last attempt brought no answer; its `fate` is that of all attempts together.
 */
export class HttpClient {
  private readonly pool: Pool;
  private readonly attempts: number;
  private readonly basePath: string;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: HttpClientOptions) {
    const { origin, pathname } = new URL(options.baseUrl);
    this.attempts = options.attempts ?? 3;
    this.basePath = pathname.replace(/\/+$/, '');
    this.pool = new Pool(origin, {
      connections: options.connections ?? 100,
      connect: { timeout: options.attemptTimeoutMs },
      maxResponseSize: longestBodyBytes,
    });
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const { dependency, deadlineMs, attemptTimeoutMs } = this.options;
    const deadlineAt = performance.now() + Math.min(deadlineMs, remainingMs() - marginMs);
    let result: Result = new DependencyError(dependency, 'unsent', 'no time left to call it');
    for (let attempt = 1; attempt <= this.attempts; attempt += 1) {
      const pauseMs = attempt === 1 ? 0 : pauseBeforeRetry(result, request, attempt - 1);
      if (pauseMs === undefined || performance.now() + pauseMs + shortestAttemptMs > deadlineAt) break;
      if (pauseMs > 0) await delay(pauseMs);
      const timeoutMs = Math.min(attemptTimeoutMs, deadlineAt - performance.now());
      if (timeoutMs < shortestAttemptMs) break;
      result = await this.attempt(request, { attempt, timeoutMs, wasSent: attempt > 1 && wasSent(result) });
    }
    if (result instanceof DependencyError) throw result;
    return result;
  }

  /** Lets the calls that run finish; later ones are refused as `unsent`. */
  close(): Promise<void> {
    return (this.closing ??= this.pool.close());
  }

  private async attempt(request: HttpRequest, { attempt, timeoutMs, wasSent }: Attempt): Promise<Result> {
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(new Error(`no answer within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    try {
      const { statusCode, headers, body } = await this.pool.request({
        method: request.method,
        path: this.basePath + request.path,
        body: request.body ?? null,
        signal: abort.signal,
        headers: {
          ...this.headersOf(request),
          'x-request-timeout-ms': String(Math.floor(timeoutMs)),
          'x-retry-attempt': String(attempt - 1),
        },
      });
      return { status: statusCode, headers, body: parseJson(await body.text()) };
    } catch (error) {
      const reason = isError(error) ? error.message : String(error);
      const fate = wasSent ? 'unknown' : fateOf(error);
      const options = { cause: error };
      return new DependencyError(this.options.dependency, fate, reason || 'the connection failed', options);
    } finally {
      clearTimeout(timer);
    }
  }

  private headersOf({ body, idempotencyKey }: HttpRequest): Record<string, string> {
    const { apiKey } = this.options;
    return {
      accept: 'application/json',
      traceparent: currentTraceparent(),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': structuredString(idempotencyKey) }),
    };
  }
}

/** What may have had an effect: one attempt that was sent leaves the whole call unknown, whatever became of later ones. */
function wasSent(result: Result): boolean {
  return !(result instanceof DependencyError && result.fate === 'unsent');
}

/** A string of RFC 9651, as the draft of the Idempotency-Key header asks. */
function structuredString(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How long to wait before the next attempt; undefined when there must be none. */
function pauseBeforeRetry(result: Result, request: HttpRequest, attempt: number): number | undefined {
  const isReplayable = request.method === 'GET' || request.idempotencyKey !== undefined;
  const ownPauseMs = retryDelayMs(attempt);
  if (result instanceof DependencyError)
    return isReplayable || result.fate === 'unsent' ? ownPauseMs : undefined;
  if (!isReplayable || !retriedStatuses.has(result.status)) return undefined;
  return Math.max(ownPauseMs, retryAfterMs(result.headers['retry-after']) ?? 0);
}
