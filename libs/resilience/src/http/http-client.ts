import { backgroundPriority, callerSignal, currentTraceparent } from '@holdfast/service-defaults';
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
  /** True for calls that no request triggered: sends `Priority: u=7`, the lowest. Default false. */
  readonly isBackground?: boolean;
  /** Refines the outcome of a response, where this service means more than its status says. */
  readonly refine?: (outcome: AttemptOutcome, response: HttpResponse) => AttemptOutcome;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The exact JSON text, identical in every attempt. */
  readonly body?: string;
  /**
   * Makes a POST safe to repeat; sent with every attempt. Without one, a POST is retried only if it was never
   * sent.
   */
  readonly idempotencyKey?: string;
}

export interface HttpCallResult extends HttpResponse {
  readonly attempts: number;
  /**
   * True if an attempt before the last was sent. It may have had its effect, even if this response says that
   * nothing was done.
   */
  readonly wasSentBefore: boolean;
  /** Why a failed call was not retried. */
  readonly retriesSuppressedBy: RetrySuppression | undefined;
}

/** 4 MiB: a longer response ends the attempt with an error. */
const maxBodyBytes = 4 * 1024 * 1024;

/**
 * Calls another service over keep-alive connections, through its dependency's pipeline. A POST is retried
 * only with an idempotency key or if it was provably never sent, and continues if the caller disconnects; a
 * GET is canceled with its caller. Passes on deadline, trace and attempt number. Returns every status,
 * including a 5xx of the last attempt.
 * @throws DependencyError if the last attempt got no response or none was made; `execution` covers all
 * attempts.
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
      // Half an attempt, so that a connection that hangs while opening is distinguishable from a slow
      // response.
      connect: connectWithin(Math.ceil(attemptTimeoutMs / 2)),
      maxResponseSize: maxBodyBytes,
    });
  }

  async send(request: HttpRequest): Promise<HttpCallResult> {
    const isRead = request.method === 'GET';
    const { value, ...call } = await this.dependency.call((attempt) => this.attempt(request, attempt), {
      isReplayable: isRead || request.idempotencyKey !== undefined,
      classify: (settled) => {
        const outcome = classifyHttp(settled, Date.now());
        if (settled.kind === 'error') return outcome;
        return this.options.refine?.(outcome, settled.value) ?? outcome;
      },
      signal: isRead ? callerSignal() : undefined,
    });
    return { ...value, ...call };
  }

  /** Lets calls in progress finish; later ones are refused as `not_sent`. */
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
    const { apiKey, isBackground = false } = this.options;
    return {
      accept: 'application/json',
      traceparent: currentTraceparent(),
      ...(isBackground ? { priority: backgroundPriority } : {}),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': structuredString(idempotencyKey) }),
    };
  }
}

/** A string in the format of RFC 9651, as the draft of the Idempotency-Key header requires. */
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
