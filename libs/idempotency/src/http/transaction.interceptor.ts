import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { defer, finalize, lastValueFrom, mergeMap, type Observable } from 'rxjs';
import { type Execution, IdempotencyKeys } from '../idempotency-keys.ts';
import { Rollback } from '../store/local-transaction.ts';
import { CapturedResponse } from './captured-response.ts';
import { present } from './presented-response.ts';
import { RequestReader } from './request-reader.ts';
import { transactionRoute, type TransactionRouteOptions } from './route-options.ts';

/**
 * Runs the handler inside the transaction of its key. The response is captured at the edge, after
 * serialization and filters, and committed before it is sent.
 */
@Injectable()
export class TransactionInterceptor implements NestInterceptor {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly reader: RequestReader,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const options = this.reflector.get<TransactionRouteOptions>(transactionRoute, context.getHandler());
    request.idempotency = this.reader.read(request, options);
    const name = `${context.getClass().name}.${context.getHandler().name}`;
    const captured = new CapturedResponse(
      reply,
      options.storedHeaders?.map((name) => name.toLowerCase()),
    );
    return defer(() => this.begin(request, name, captured)).pipe(
      mergeMap((known) => (known === undefined ? handle(next, captured) : [present(reply, known)])),
      finalize(() => captured.abandon()),
    );
  }

  /** Resolves when the handler may run, or with the response that is already stored. */
  private begin(
    request: FastifyRequest,
    name: string,
    captured: CapturedResponse,
  ): Promise<Execution | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Execution | undefined>();
    captured.committed = this.keys.transact(request.idempotency ?? never(), name, (tx) => {
      if (captured.isOver) return Promise.reject(new Rollback());
      request.idempotentTransaction = tx;
      request.responseEdge = captured;
      resolve(undefined);
      return captured.response;
    });
    captured.committed.then(resolve, reject);
    return promise;
  }
}

/**
 * Returns a promise, so that no outer interceptor takes the first of several values and stops the handler
 * midway.
 */
async function handle(next: CallHandler, captured: CapturedResponse): Promise<unknown> {
  let result: unknown;
  try {
    result = await lastValueFrom(next.handle(), { defaultValue: undefined });
  } catch (error) {
    captured.noteThrown(error);
    throw error;
  }
  captured.noteReturned();
  return result;
}

function never(): never {
  throw new Error('the request has no key');
}
