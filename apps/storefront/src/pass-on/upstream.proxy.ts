import { Readable } from 'node:stream';
import replyFrom from '@fastify/reply-from';
import {
  callerSignal,
  currentTraceparent,
  edgeErrors,
  type HealthCheck,
  Problem,
  type ProblemKind,
  remainingMs,
} from '@holdfast/service-defaults';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Pool } from 'undici';
import { requestHeaders, responseHeaders } from './forwarded-headers.ts';
import { passedRequests, type Upstream } from './pass-on.metrics.ts';

/** 2 s to connect: a request to a host that is gone fails while its customer still waits. */
const connectTimeoutMs = 2_000;
/** 500 ms after the deadline, so that the response which reports it can still arrive. */
const deadlineGraceMs = 500;

type Headers = Readonly<Record<string, string>>;

export interface ProxyOptions {
  readonly name: Upstream;
  readonly origin: string;
  /** Time until the response begins, ms. */
  readonly responseTimeoutMs: number;
  /** Longest silence within a response, ms; 0 allows any. */
  readonly silenceTimeoutMs: number;
  /** Request headers that are not passed on. */
  readonly withheld?: readonly string[];
  /** Ends responses that have no end of their own. */
  readonly stopping?: AbortSignal;
  /** The refusal when there is no response. */
  readonly unreachable: { readonly kind: ProblemKind; readonly detail: string };
}

/**
 * Passes requests on with their bytes unchanged, and never sends one twice. Only the browser's client, which
 * holds the key, decides what is repeated. For this reason there is no Dependency of @holdfast/resilience.
 */
export class UpstreamProxy {
  private readonly pool: Pool;
  /** False after a request without a response, and after a 5xx, which a proxy in between may have sent. */
  private isKnownUp = false;

  constructor(private readonly options: ProxyOptions) {
    this.pool = new Pool(options.origin, {
      connect: { timeout: connectTimeoutMs },
      headersTimeout: options.responseTimeoutMs,
      bodyTimeout: options.silenceTimeoutMs,
      pipelining: 1,
    });
  }

  /** Makes `passOn` work in the routes of this server. Bodies are kept as they arrive. */
  async prepare(server: FastifyInstance): Promise<void> {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    server.addHook('onClose', () => this.pool.destroy());
    const request: Pool['request'] = (options, callback?: unknown) =>
      // A charge goes on without its customer; only reading stops.
      this.pool.request(
        { ...options, signal: isRead(options.method) ? this.endOfReading() : null },
        callback as never,
      ) as never;
    await server.register(replyFrom, {
      base: this.options.origin,
      undici: { request: request as never },
      disableCache: true,
      disableRequestLogging: true,
    });
  }

  /** Responds with the upstream's response to the same request at `path`, with `added` headers. */
  passOn(request: FastifyRequest, reply: FastifyReply, path: string, added: Headers = {}): void {
    // A request that nothing has read counts as aborted when its client leaves, and would get no response.
    request.raw.resume();
    const body = bodyOf(request);
    request.body = body === undefined || body.length === 0 ? undefined : Readable.from([body]);
    const timeoutMs = remainingMs() + deadlineGraceMs;
    reply.from(path, {
      // Without a delay there is no retry. The count alone leaves ten for a GET that gets 503.
      retriesCount: 0,
      retryDelay: () => null,
      ...(timeoutMs < this.options.responseTimeoutMs ? { timeout: timeoutMs } : {}),
      rewriteRequestHeaders: (_request, headers) =>
        requestHeaders(headers, {
          peer: request.socket.remoteAddress ?? '',
          requestId: request.context?.requestId ?? '',
          traceparent: currentTraceparent(),
          remainingMs: remainingMs(),
          bodyBytes: body?.length,
          withheld: this.options.withheld ?? [],
        }),
      rewriteHeaders: (headers) => ({ ...responseHeaders(headers), ...added }),
      onResponse: (_request, _reply, { statusCode, stream }) => {
        this.record('response');
        this.isKnownUp = statusCode < 500;
        // The headers of a stream of events leave before its first event.
        reply.raw.once('pipe', () => reply.raw.flushHeaders());
        void reply.send(stream);
      },
      onError: (_reply, { error }) => void reply.send(this.refusalFor(error)),
    });
  }

  /**
   * Without the upstream, the pages still work. Checked only while it is not known to be up, because each
   * check passes through the same proxies as the requests of customers.
   */
  get health(): HealthCheck {
    return { name: this.options.name, isNeeded: false, check: () => this.check() };
  }

  private async check(): Promise<void> {
    if (this.isKnownUp) return;
    const { statusCode, body } = await this.pool.request({ method: 'GET', path: '/health/live' });
    await body.dump();
    if (statusCode >= 500) throw new Error(`it responds with ${statusCode}`);
    this.isKnownUp = true;
  }

  private endOfReading(): AbortSignal | null {
    const signals = [callerSignal(), this.options.stopping].filter((signal) => signal !== undefined);
    return signals.length > 1 ? AbortSignal.any(signals) : (signals[0] ?? null);
  }

  private record(result: 'response' | 'no_response' | 'client_gone'): void {
    passedRequests.inc({ to: this.options.name, result });
    if (result === 'no_response') this.isKnownUp = false;
  }

  private refusalFor(cause: Error): Problem {
    this.record(callerSignal()?.aborted === true ? 'client_gone' : 'no_response');
    const { kind, detail } = this.options.unreachable;
    return remainingMs() > 0
      ? new Problem(kind, detail, { retryAfterSeconds: 1, cause })
      : new Problem(
          edgeErrors.deadlineExceeded,
          'The deadline passed before a response was ready. The operation may still complete; retry with the same key.',
          { retryAfterSeconds: 1, cause },
        );
  }
}

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Undefined for a method that has no body. */
function bodyOf({ method, body }: FastifyRequest): Buffer | undefined {
  if (isRead(method)) return undefined;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
