import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type ServerResponse } from 'node:http';
import { type Logger } from 'pino';
import { type Observable, throwError } from 'rxjs';
import { edgeErrors } from './edge.errors.ts';
import { isError } from '../logging/is-error.ts';
import { reasonOf } from '../logging/logger.ts';
import { isPostgresUnavailable, isRolledBackByPostgres, isUnstorableText } from '../postgres/postgres.ts';
import { Problem, problemMediaType } from './problem.ts';
import { currentTrace } from '../request/request-context.ts';
import { RouteTable } from '../http/route-table.ts';

/**
 * Turns every error below a route into `application/problem+json`. An unhandled error becomes a 500 with only
 * its `traceId`; the error itself is logged. Errors of queue consumers pass through unchanged. `bootService`
 * installs it. An application of your own, on Fastify or Express, does so with `useGlobalFilters`; without
 * `routes`, a wrong method is a 404 instead of a 405.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes = new RouteTable(),
  ) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() === 'rpc') return throwError(() => error);
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply | ServerResponse>());
  }

  /** For errors of Fastify plugins, whose routes Nest does not know. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply | ServerResponse): void {
    if (request.isLate === true)
      return this.logger.warn(`request failed after its deadline: ${reasonOf(error)}`);
    const problem = this.problemOf(error, request);
    this.log(error, problem);
    sendProblem(reply, request, problem);
  }

  private log(error: unknown, problem: Problem): void {
    const { code, status } = problem.kind;
    if (status === 500) this.logger.error({ err: error, code }, 'unhandled error');
    else if (status > 500) this.logger.warn({ code }, `refused with ${code}: ${reasonOf(error)}`);
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    const status = statusOf(error);
    if (status === 404 || status === 403) return this.notFound(request);
    if (status !== undefined && status < 500) return refusalOf(status);
    if (isUnstorableText(error))
      return new Problem(
        edgeErrors.badRequest,
        'The request contains text with a character that cannot be stored.',
      );
    if (isPostgresUnavailable(error))
      return new Problem(edgeErrors.serviceUnavailable, 'A required dependency is unreachable.', {
        retryAfterSeconds: 1,
      });
    if (isRolledBackByPostgres(error))
      return new Problem(edgeErrors.serviceUnavailable, 'A required dependency did not respond in time.', {
        retryAfterSeconds: 1,
      });
    if (status === 503)
      return new Problem(edgeErrors.serviceUnavailable, 'The service is stopping.', { retryAfterSeconds: 1 });
    return new Problem(edgeErrors.internalError, 'Contact support and include the `traceId`.');
  }

  private notFound(request: FastifyRequest): Problem {
    const allowed = this.routes.methodsOf(pathOf(request));
    if (allowed.length === 0 || allowed.includes(request.method))
      return new Problem(edgeErrors.notFound, 'No route exists at this path.');
    return new Problem(edgeErrors.methodNotAllowed, `Use ${allowed.join(' or ')}.`, {
      headers: { allow: allowed.join(', ') },
    });
  }
}

/**
 * The status of a framework's or plugin's refusal. Other errors, ours or of our dependencies, say nothing
 * about the request.
 */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!isError(error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isOfFramework = code.startsWith('FST_') || 'expose' in error;
  // Fastify reports 400 for a body whose connection broke.
  return isOfFramework || (code === 'ECONNRESET' && error.statusCode === 400) ? error.statusCode : undefined;
}

const refusals: Readonly<Record<number, Problem>> = Object.fromEntries(
  [
    new Problem(edgeErrors.requestTimeout, 'The full request did not arrive in time. Nothing was done.'),
    new Problem(edgeErrors.bodyTooLarge, 'Send a smaller body.'),
    new Problem(edgeErrors.uriTooLong, 'The path is too long.'),
    new Problem(edgeErrors.unsupportedMediaType, 'Send the body as application/json.'),
    new Problem(edgeErrors.expectationFailed, 'The only supported `Expect` value is 100-continue.'),
    new Problem(edgeErrors.headersTooLarge, 'Send fewer or shorter headers.'),
  ].map((problem) => [problem.kind.status, problem]),
);
const cannotBeParsed = new Problem(
  edgeErrors.badRequest,
  'The request line, the headers or the body cannot be parsed.',
);

/** A framework's 4xx as one of our problems. */
function refusalOf(status: number): Problem {
  return refusals[status] ?? cannotBeParsed;
}

/** The request path without its query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

/**
 * Sends the problem with the trace of the current request. On Express, a response that has begun is cut off
 * instead.
 */
export function sendProblem(
  reply: FastifyReply | ServerResponse,
  request: FastifyRequest,
  problem: Problem,
): void {
  const { status } = problem.kind;
  const headers = { ...problem.headers, 'content-type': problemMediaType };
  const body = JSON.stringify(
    problem.body({
      instance: pathOf(request),
      traceId: (request.context?.trace ?? currentTrace()).traceId,
    }),
  );
  if ('raw' in reply) void reply.code(status).headers(headers).send(body);
  else if (reply.headersSent) reply.destroy();
  else reply.writeHead(status, headers).end(body);
}
