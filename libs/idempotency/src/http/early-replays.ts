import { HEADERS_METADATA } from '@nestjs/common/constants.js';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type Execution, type IdempotencyKeys } from '../idempotency-keys.ts';
import { claims } from '../idempotency.metrics.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { present } from './presented-response.ts';

/** 16 MiB, as much as for the responses themselves; the least recently used requests are forgotten first. */
const mostBytes = 16 * 1024 * 1024;
/** The memory of an entry besides its texts, bytes (estimated). */
const overhead = 500;

interface RouteHeader {
  readonly name: string;
  readonly value: string | (() => string);
}

interface Remembered {
  readonly keyed: IdempotentRequest;
  readonly method: string;
  readonly url: string;
  /** The Fastify handler: the same URL may lead to another route by host or version. */
  readonly route: unknown;
  /** One character for each byte. A slice of a socket's buffer would keep all of it in memory. */
  readonly body: string;
  readonly execution: Execution;
  /** The route's `@Header()`s. */
  readonly headers: readonly RouteHeader[];
  /** As the guard has set them; for the log, and for hooks that run later. */
  readonly holder: Pick<FastifyRequest, 'caller' | 'scopes'>;
}

/**
 * Requests whose stored response this process remembers, by their exact bytes. An exact repeat is replayed
 * before guards, validation and hashing: a third of the CPU time. Everything else takes the usual way.
 */
export class EarlyReplays {
  private readonly requests = new LRUCache<string, Remembered>({
    maxSize: mostBytes,
    sizeCalculation: ({ body, execution }, name) =>
      body.length + execution.response.body.length + name.length + overhead,
  });

  constructor(private readonly keys: IdempotencyKeys) {}

  /** Looks for exact repeats once limits and body parsing are behind a request, before its route. */
  watch(server: FastifyInstance): void {
    server.addHook('preHandler', (request, reply, done) => {
      const name = nameOf(request);
      const known = name === undefined ? undefined : this.requests.get(name);
      if (known === undefined || !isRepeat(request, known)) return done();
      const finished = this.keys.remembered(known.keyed);
      if (finished === undefined) return done();
      claims.inc({ operation: finished.operation, result: 'replay' });
      replay(request, reply, known);
    });
  }

  /** Remembers a request whose response is final, as it is sent. */
  remember(
    reply: FastifyReply,
    handler: object,
    keyed: IdempotentRequest,
    { response: stored }: Execution,
    { response }: Execution,
  ): void {
    const { request } = reply;
    const [name, body] = [nameOf(request), bodyOf(request)];
    if (name === undefined || body === undefined || this.requests.has(name)) return;
    // A provisional response is not stored.
    if (this.keys.remembered(keyed)?.response !== stored) return;
    this.requests.set(name, {
      keyed,
      method: request.method,
      url: request.url,
      route: request.routeOptions.handler,
      body,
      execution: { response, isReplay: true, hasWaited: false },
      headers: (Reflect.getMetadata(HEADERS_METADATA, handler) ?? []) as RouteHeader[],
      holder: holderOf(request),
    });
  }
}

/** A comma may come from two header lines that Node has joined: those are read, and refused, as usual. */
function nameOf({ headers }: FastifyRequest): string | undefined {
  const { 'idempotency-key': key, authorization } = headers;
  return typeof key !== 'string' || key.includes(',') ? undefined : `${key}\0${authorization ?? ''}`;
}

function holderOf({ caller, scopes }: FastifyRequest): Remembered['holder'] {
  return { ...(caller === undefined ? {} : { caller }), ...(scopes === undefined ? {} : { scopes }) };
}

/** Undefined unless the exact bytes were kept. */
function bodyOf({ bodyBytes, rawBody }: FastifyRequest & { rawBody?: Buffer }): string | undefined {
  return (bodyBytes ?? rawBody)?.toString('latin1');
}

function isRepeat(request: FastifyRequest, { method, url, route, body }: Remembered): boolean {
  if (request.url !== url || request.method !== method) return false;
  return bodyOf(request) === body && request.routeOptions.handler === route;
}

function replay(request: FastifyRequest, reply: FastifyReply, known: Remembered): void {
  Object.assign(request, known.holder);
  for (const { name, value } of known.headers)
    void reply.header(name, typeof value === 'function' ? value() : value);
  void reply.send(present(reply, known.execution));
}
