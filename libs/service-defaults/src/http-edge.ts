import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import secureJsonParse from 'secure-json-parse';
import { edgeErrors } from './edge.errors.ts';
import { requestDuration } from './metrics.ts';
import { Problem } from './problem.ts';
import { sendProblem } from './problem.filter.ts';
import { deadlineOf, remainingMs, type RequestContext, withRequestContext } from './request-context.ts';
import { type RouteTable } from './route-table.ts';
import { continueTrace } from './trace-context.ts';

function requestIdOf(request: FastifyRequest): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
}

function contextOf(request: FastifyRequest): RequestContext {
  const traceparent = request.headers['traceparent'];
  return {
    requestId: requestIdOf(request),
    trace: continueTrace(typeof traceparent === 'string' ? traceparent : undefined),
    deadlineAt: deadlineOf(request.headers['x-request-timeout-ms']),
  };
}

/** Answers a path that the router itself refuses, before any hook runs. */
export function refusePath(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const context = contextOf(request);
  void reply.header('x-request-id', context.requestId);
  const detail = 'The path is not a valid URL, or a part of it is too long.';
  withRequestContext(context, () => sendProblem(reply, request, new Problem(edgeErrors.badRequest, detail)));
}

/** Gives every request its ids, trace and deadline, one log line and one measurement. */
export function observeRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onRequest', (request, reply, done) => {
    const context = contextOf(request);
    request.context = context;
    void reply.header('x-request-id', context.requestId);
    withRequestContext(context, done);
  });

  // Parsing the body happens on the socket's events, outside the context that onRequest opened.
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.context === undefined) return done();
    withRequestContext(request.context, () => {
      if (remainingMs() > 0) return done();
      done(
        new Problem(
          edgeErrors.deadlineExceeded,
          'The time given in X-Request-Timeout-Ms had passed. Nothing was done.',
        ),
      );
    });
  });

  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const status = String(reply.statusCode);
    requestDuration.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
    const isProbe = route.startsWith('/health') || route === '/metrics';
    const line = `${request.method} ${request.url.split('?', 1)[0]} ${status} ${Math.round(reply.elapsedTime)} ms`;
    logger[isProbe ? 'debug' : 'info'](
      {
        route,
        status: reply.statusCode,
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

/** Takes JSON in UTF-8 and nothing else, and keeps the bytes. */
export function acceptJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    request.bodyBytes = body;
    try {
      done(
        null,
        secureJsonParse.parse(utf8.decode(body), null, { protoAction: 'error', constructorAction: 'error' }),
      );
    } catch (error) {
      done(
        new Problem(edgeErrors.malformedJson, 'The body cannot be parsed as JSON in UTF-8.', {
          cause: error,
        }),
      );
    }
  });
}

/** Fills the table from the routes as they are registered. */
export function recordRoutes(server: FastifyInstance, routes: RouteTable): void {
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
}
