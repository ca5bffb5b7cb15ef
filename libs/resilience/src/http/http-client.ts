import { callerSignal, currentTraceparent } from '@holdfast/service-defaults';
import { Pool } from 'undici';
import { classifyHttp, type HttpResponse } from '../outcome/classify-http.ts';
import { type RetrySuppression } from '../outcome/dependency-error.ts';
import { type AttemptOutcome } from '../outcome/attempt-outcome.ts';
import { type Attempt } from '../pipeline/attempt.ts';
import { type Dependency } from '../pipeline/dependency.ts';
import { connectWithin } from './connect.ts';

export interface HttpClientOptions {
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly apiKey?: string;
  /** Changes what an answer means, where this callee means more by it than HTTP does. */
  readonly refine?: (outcome: AttemptOutcome, answer: HttpResponse) => AttemptOutcome;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The exact JSON text; it is the same on every attempt. */
  readonly body?: string;
  /** Makes a POST safe to repeat. The same key goes with every attempt; without one a POST is repeated only if it was never sent. */
  readonly idempotencyKey?: string;
}

export interface HttpCallResult extends HttpResponse {
  readonly attempts: number;
  /** Why a failure was not tried again. */
  readonly retriesSuppressedBy: RetrySuppression | undefined;
}

/** 4 MiB: no answer of ours comes near it; what does is not ours. */
const longestBodyBytes = 4 * 1024 * 1024;

/**
 * Calls another service over a pool of kept connections, through its dependency's pipeline. What has an effect is repeated only with an
 * idempotency key, or if it was provably never sent, and goes on when the caller hangs up; a read ends with its caller. Deadline, trace
 * and attempt number are passed on. Every status is returned as it is; a 5xx after the last attempt too.
 * @throws DependencyError when the last attempt brought no answer, or none was made; its `execution` is that of all attempts together.
 */
export class HttpClient {
  private readonly pool: Pool;
  private readonly basePath: string;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly dependency: Dependency,
    private readonly options: HttpClientOptions,
  ) {
    const { origin, pathname } = new URL(options.baseUrl);
    const { attemptTimeoutMs, bulkhead } = dependency.settings;
    this.basePath = pathname.replace(/\/+$/, '');
    this.pool = new Pool(origin, {
      connections: bulkhead.limit,
      // Half an attempt: a connection that hangs while it is made is then told apart from an answer that does.
      connect: connectWithin(Math.ceil(attemptTimeoutMs / 2)),
      maxResponseSize: longestBodyBytes,
    });
  }

  async send(request: HttpRequest): Promise<HttpCallResult> {
    const isRead = request.method === 'GET';
    const { value, attempts, retriesSuppressedBy } = await this.dependency.call(
      (attempt) => this.attempt(request, attempt),
      {
        isReplayable: isRead || request.idempotencyKey !== undefined,
        classify: (settled) => {
          const outcome = classifyHttp(settled, Date.now());
          if (settled.kind === 'error') return outcome;
          return this.options.refine?.(outcome, settled.value) ?? outcome;
        },
        signal: isRead ? callerSignal() : undefined,
      },
    );
    return { ...value, attempts, retriesSuppressedBy };
  }

  /** Lets the calls that run finish; later ones are refused as `not_sent`. */
  close(): Promise<void> {
    return (this.closing ??= this.pool.close());
  }

  private async attempt(request: HttpRequest, attempt: Attempt): Promise<HttpResponse> {
    const { statusCode, headers, body } = await this.pool.request({
      method: request.method,
      path: this.basePath + request.path,
      body: request.body ?? null,
      signal: attempt.signal,
      headers: {
        ...this.headersOf(request),
        'x-request-timeout-ms': String(Math.floor(attempt.timeoutMs)),
        'x-retry-attempt': String(attempt.number),
      },
    });
    return { status: statusCode, headers, body: parseJson(await body.text()) };
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
