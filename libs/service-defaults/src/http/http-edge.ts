import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import secureJsonParse from 'secure-json-parse';
import { ClientDisconnect } from '../request/client-disconnect.ts';
import { stopDeadline } from '../request/deadline.guard.ts';
import { edgeErrors } from '../problem/edge.errors.ts';
import { edgeHeaders } from './edge-headers.ts';
import { takeEmptyBody } from './empty-body.ts';
import { type HttpDrain } from '../boot/http-drain.ts';
import { inboundTimeoutMs } from '../request/inbound-deadline.ts';
import { type LoadShedder } from '../overload/load-shedder.ts';
import { invalidDeadlineHeaders, requestDuration } from '../health/metrics.ts';
import { isOpsRoute } from '../health/ops-route.ts';
import { Problem } from '../problem/problem.ts';
import { pathOf, sendProblem } from '../problem/problem.filter.ts';
import { brokenRule } from './protocol-rules.ts';
import { remainingMs, type RequestContext, withRequestContext } from '../request/request-context.ts';
import { type RouteTable } from './route-table.ts';
import { isStorable } from './storable-text.ts';
import { continueTrace } from '../request/trace-context.ts';

function requestIdOf(request: FastifyRequest): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
}

function countInvalid(): void {
  invalidDeadlineHeaders.inc();
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

/** The parts of the edge, in the order in which a request meets them. */
export interface EdgeParts {
  readonly drain: HttpDrain;
  readonly shedder: LoadShedder;
  readonly logger: Logger;
}

/**
 * Gives every request its IDs, trace and deadline, and one log line and one measurement at its end. Refuses
 * it before its body is read if it breaks a rule, arrives during shutdown or would overload the process.
 * One hook per phase: each costs every request.
 */
export function addEdgeHooks(server: FastifyInstance, { drain, shedder, logger }: EdgeParts): void {
  server.addHook('onRequest', (request, reply, done) => {
    const context = contextOf(request, reply);
    request.context = context;
    void reply.header('x-request-id', context.requestId);
    withRequestContext(context, () => {
      const refusal = brokenRule(request, reply) ?? drain.enter(request, reply);
      if (refusal !== undefined) return done(refusal);
      if (shedder.refuses(request, reply)) return;
      takeEmptyBody(request);
      done();
    });
  });

  // A body that never completes costs a connection, but no work.
  server.addHook('preValidation', (request, reply, done) => {
    if (shedder.admits(request, reply)) done();
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

  server.addHook('onSend', (request, reply, payload, done) => {
    stopDeadline(request);
    // Fastify would close the connection of a refused body, and the rest of the upload would reset it
    // before the client has read why. Keep it open and discard the rest, up to the request timeout.
    if (reply.statusCode === edgeErrors.bodyTooLarge.status) void reply.removeHeader('connection');
    drain.beforeSend(reply);
    shedder.beforeSend(request, reply);
    done(null, payload);
  });

  server.addHook('onResponse', (request, reply, done) => {
    reportResponse(request, reply, logger);
    done();
  });
}

/** One measurement and one log line. */
export function reportResponse(request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const { url: route = 'unknown' } = request.routeOptions;
  const ms = reply.elapsedTime;
  const status = String(reply.statusCode);
  requestDuration.observe({ method: request.method, route, status }, ms / 1_000);
  const level = isOpsRoute(route) || request.isShed === true ? 'debug' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  const isReplay = reply.getHeader('idempotent-replayed') === 'true';
  const result = isReplay ? `${status} replayed` : status;
  logger[level](
    {
      route,
      status: reply.statusCode,
      ...(isReplay ? { replayed: true } : {}),
      ms: Math.round(ms * 10) / 10,
      caller: request.caller,
      requestId: request.context?.requestId,
      traceId: request.context?.trace.traceId,
    },
    `${request.method} ${pathOf(request)} ${result} ${Math.round(ms)} ms`,
  );
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
