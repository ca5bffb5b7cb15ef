import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import secureJsonParse from 'secure-json-parse';
import { ClientDisconnect } from './client-disconnect.ts';
import { edgeErrors } from './edge.errors.ts';
import { edgeHeaders } from './edge-headers.ts';
import { type DeadlineHeader, inboundTimeoutMs } from './inbound-deadline.ts';
import { invalidDeadlineHeaders, requestDuration } from './metrics.ts';
import { isOpsRoute } from './ops-route.ts';
import { Problem } from './problem.ts';
import { sendProblem } from './problem.filter.ts';
import { remainingMs, type RequestContext, withRequestContext } from './request-context.ts';
import { type RouteTable } from './route-table.ts';
import { isStorable } from './storable-text.ts';
import { continueTrace } from './trace-context.ts';

function requestIdOf(request: FastifyRequest): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
}

function countInvalid(header: DeadlineHeader): void {
  invalidDeadlineHeaders.inc({ header });
}

function contextOf(request: FastifyRequest, reply: FastifyReply): RequestContext {
  const traceparent = request.headers['traceparent'];
  const timeoutMs = inboundTimeoutMs(request.headers, countInvalid);
  return {
    requestId: requestIdOf(request),
    trace: continueTrace(typeof traceparent === 'string' ? traceparent : undefined),
    deadlineAt: timeoutMs === undefined ? undefined : performance.now() + timeoutMs,
    disconnect: new ClientDisconnect(reply.raw),
  };
}

/** Responds to a path that the router itself refuses, before any hook runs. */
export function refusePath(
  { statusCode }: { readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const context = contextOf(request, reply);
  void reply.headers({ ...edgeHeaders, 'x-request-id': context.requestId });
  const problem =
    statusCode === edgeErrors.uriTooLong.status
      ? new Problem(edgeErrors.uriTooLong, 'A path segment is longer than any valid ID.')
      : new Problem(edgeErrors.badRequest, 'The path is not a valid URL.');
  withRequestContext(context, () => sendProblem(reply, request, problem));
}

/** Gives every request its IDs, trace and deadline, one log line and one measurement. */
export function observeRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onRequest', (request, reply, done) => {
    const context = contextOf(request, reply);
    request.context = context;
    void reply.header('x-request-id', context.requestId);
    withRequestContext(context, done);
  });

  // Body parsing runs on socket events, outside the context opened in onRequest.
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.context === undefined) return done();
    withRequestContext(request.context, () => {
      if (remainingMs() > 0) return done();
      done(
        new Problem(edgeErrors.deadlineExceeded, 'The deadline had already passed. Nothing was done.', {
          retryAfterSeconds: 1,
        }),
      );
    });
  });

  // Fastify would close the connection of a refused body, and the rest of the upload would reset it before
  // the client has read why. Keep it open and discard the rest, up to the request timeout.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.statusCode === edgeErrors.bodyTooLarge.status) void reply.removeHeader('connection');
    done(null, payload);
  });

  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const status = String(reply.statusCode);
    requestDuration.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
    const isReplay = reply.getHeader('idempotent-replayed') === 'true';
    const result = isReplay ? `${status} replayed` : status;
    const line = `${request.method} ${request.url.split('?', 1)[0]} ${result} ${Math.round(reply.elapsedTime)} ms`;
    logger[isOpsRoute(route) || request.isShed === true ? 'debug' : 'info'](
      {
        route,
        status: reply.statusCode,
        ...(isReplay ? { replayed: true } : {}),
        ms: Math.round(reply.elapsedTime * 10) / 10,
        caller: request.caller,
        requestId: request.context?.requestId,
        traceId: request.context?.trace.traceId,
      },
      line,
    );
    done();
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Accepts only JSON in UTF-8, and keeps the raw bytes. */
export function acceptJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    request.bodyBytes = body;
    let parsed: unknown;
    try {
      const strict = { protoAction: 'error', constructorAction: 'error' } as const;
      parsed = secureJsonParse.parse(utf8.decode(body), null, strict);
    } catch (cause) {
      const detail = 'The body cannot be parsed as JSON in UTF-8.';
      return done(new Problem(edgeErrors.malformedJson, detail, { cause }));
    }
    if (isStorable(parsed, body)) return done(null, parsed);
    done(
      new Problem(
        edgeErrors.badRequest,
        'The body contains text with a NUL character or an unpaired surrogate.',
      ),
    );
  });
}

/** Records routes as they are registered. */
export function recordRoutes(server: FastifyInstance, routes: RouteTable): void {
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
}
