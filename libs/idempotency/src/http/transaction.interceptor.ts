import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { catchError, defer, map, mergeMap, type Observable, of, tap } from 'rxjs';
import { type Execution, IdempotencyKeys } from '../idempotency-keys.ts';
import { CapturedAnswer } from './captured-answer.ts';
import { type IdempotentRouteOptions, idempotentRoute } from './route-options.ts';
import { replayDespite } from './idempotent.interceptor.ts';
import { present, readRequest } from './read-request.ts';

declare module 'fastify' {
  interface FastifyRequest {
    capturedAnswer?: CapturedAnswer;
  }
}

/**
 * Runs the handler inside the transaction of its key. The answer is captured at the edge, after serialisation and filters, and
 * committed before it leaves.
 */
@Injectable()
export class TransactionInterceptor implements NestInterceptor {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const options = this.reflector.get<IdempotentRouteOptions>(idempotentRoute, context.getHandler());
    request.idempotency = readRequest(request, options);
    const name = `${context.getClass().name}.${context.getHandler().name}`;
    return defer(() => this.begin(request, name, options)).pipe(
      mergeMap((replayed) =>
        replayed === undefined ? this.handle(request, next) : of(present(reply, replayed)),
      ),
      catchError((error: unknown) =>
        replayDespite(error, this.keys, request).pipe(map((execution) => present(reply, execution))),
      ),
    );
  }

  private handle(request: FastifyRequest, next: CallHandler): Observable<unknown> {
    const remember = (error: unknown): void => request.capturedAnswer?.noteThrown(error);
    return next.handle().pipe(tap({ error: remember }));
  }

  /** Resolves when the handler may run, or with the answer that is there already. */
  private begin(
    request: FastifyRequest,
    name: string,
    options: IdempotentRouteOptions,
  ): Promise<Execution | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Execution | undefined>();
    const captured = new CapturedAnswer(options.storedHeaders);
    const execution = this.keys.transact(request.idempotency ?? never(), name, (tx) => {
      request.idempotentTransaction = tx;
      request.capturedAnswer = captured;
      resolve(undefined);
      return captured.answer;
    });
    captured.isCommitted = execution;
    execution.then(resolve, reject);
    return promise;
  }
}

function never(): never {
  throw new Error('the request has no key');
}
