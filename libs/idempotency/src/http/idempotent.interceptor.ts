import { edgeErrors, Problem } from '@holdfast/service-defaults';
import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { catchError, from, map, mergeMap, type Observable, throwError } from 'rxjs';
import { type Execution, IdempotencyKeys } from '../idempotency-keys.ts';
import { type IdempotentRouteOptions, idempotentRoute } from './route-options.ts';
import { present, readRequest } from './read-request.ts';

/** Reads the key before validation runs, and sends the handler's stored or new answer byte for byte. */
@Injectable()
export class IdempotentInterceptor implements NestInterceptor<Execution, string | Buffer> {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Execution>): Observable<string | Buffer> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const options = this.reflector.get<IdempotentRouteOptions>(idempotentRoute, context.getHandler());
    request.idempotency = readRequest(request, options);
    return next.handle().pipe(
      catchError((error: unknown) => replayDespite(error, this.keys, request)),
      map((execution) => present(reply, execution)),
    );
  }
}

/** A stricter deploy must not change history: what validation refuses today is replayed if it was answered before. */
export function replayDespite(
  error: unknown,
  keys: IdempotencyKeys,
  { idempotency }: FastifyRequest,
): Observable<Execution> {
  if (idempotency === undefined || !isValidationFailure(error)) return throwError(() => error);
  return from(keys.replay(idempotency)).pipe(
    mergeMap((answer) =>
      answer === undefined ? throwError(() => error) : [{ answer, isReplay: true, hasWaited: false }],
    ),
  );
}

function isValidationFailure(error: unknown): boolean {
  if (error instanceof Problem) return error.kind.code === edgeErrors.validationFailed.code;
  return error instanceof HttpException && error.getStatus() === 400;
}
