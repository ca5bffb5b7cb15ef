import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { type Observable, throwError } from 'rxjs';
import { edgeErrors } from './edge.errors.ts';
import { reasonOf } from './logger.ts';
import { isPostgresUnavailable } from './postgres.ts';
import { Problem, problemMediaType } from './problem.ts';
import { currentTrace } from './request-context.ts';
import { type RouteTable } from './route-table.ts';

/**
 * Turns everything thrown below a route into `application/problem+json`. What nobody foresaw becomes a 500 that says only
 * its `traceId`; the error itself goes to the log. Errors of queue consumers pass through to the transport untouched.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() === 'rpc') return throwError(() => error);
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.problemOf(error, request);
    this.log(error, problem);
    sendProblem(reply, request, problem);
  }

  private log(error: unknown, problem: Problem): void {
    const { code, status } = problem.kind;
    if (status === 500) this.logger.error({ err: error, code }, 'a bug: nobody foresaw this error');
    else if (status > 500) this.logger.warn({ code }, `refused with ${code}: ${reasonOf(error)}`);
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    if (isPostgresUnavailable(error))
      return new Problem(
        edgeErrors.serviceUnavailable,
        'Something that the service needs cannot be reached.',
        {
          retryAfterSeconds: 1,
        },
      );
    const status = error instanceof HttpException ? error.getStatus() : 500;
    switch (status) {
      case 404:
        return this.notFound(request);
      case 413:
        return new Problem(edgeErrors.bodyTooLarge, 'Send a smaller body.');
      case 415:
        return new Problem(edgeErrors.unsupportedMediaType, 'Send the body as application/json.');
      case 400:
        return new Problem(
          edgeErrors.badRequest,
          'The request line, its headers or its body cannot be parsed.',
        );
      case 503:
        return new Problem(edgeErrors.serviceUnavailable, 'The service is stopping.', {
          retryAfterSeconds: 1,
        });
      default:
        return new Problem(edgeErrors.internalError, 'Quote the traceId when you ask us about it.');
    }
  }

  private notFound(request: FastifyRequest): Problem {
    const allowed = this.routes.methodsOf(pathOf(request));
    if (allowed.length === 0 || allowed.includes(request.method))
      return new Problem(edgeErrors.notFound, 'Nothing is served at this path.');
    return new Problem(edgeErrors.methodNotAllowed, `Use ${allowed.join(' or ')}.`, {
      headers: { allow: allowed.join(', ') },
    });
  }
}

/** The request's path without its query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

/** Answers with the problem; it carries the trace of the request being worked on. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: Problem): void {
  const body = problem.body({
    instance: pathOf(request),
    traceId: (request.context?.trace ?? currentTrace()).traceId,
  });
  void reply
    .code(problem.kind.status)
    .headers({ ...problem.headers, 'content-type': problemMediaType })
    .send(JSON.stringify(body));
}
