import { edgeErrors, Problem } from '@holdfast/service-defaults';
import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { catchError, map, type Observable } from 'rxjs';
import { type Execution, IdempotencyKeys } from '../idempotency-keys.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { isReference } from '../operation/stored-response.ts';
import { present } from './presented-response.ts';
import { RequestReader } from './request-reader.ts';
import { idempotentRoute, type OperationRouteOptions } from './route-options.ts';

/** Reads the key before validation runs, and sends the handler's stored or new response byte for byte. */
@Injectable()
export class IdempotentInterceptor implements NestInterceptor<Execution, string | Buffer> {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly reader: RequestReader,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Execution>): Observable<string | Buffer> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const options = this.reflector.get<OperationRouteOptions>(idempotentRoute, context.getHandler());
    const keyed = (request.idempotency = this.reader.read(request, options));
    return next.handle().pipe(
      catchError((error: unknown) => this.replayDespite(error, keyed)),
      map((result: unknown) => {
        if (isExecution(result)) return present(reply, this.presented(result, options));
        throw new Error('a handler with @Idempotent() must return the Execution of keys.execute()');
      }),
    );
  }

  private presented(execution: Execution, { presenter }: OperationRouteOptions): Execution {
    if (presenter === undefined) return execution;
    return {
      ...execution,
      response: this.modules.get(presenter, { strict: false }).present(execution.response),
    };
  }

  /**
   * A stricter deploy must not change history: a request that validation refuses today is replayed if it was
   * accepted before. Not by reference: only the handler, which did not run, knows how to render that.
   */
  private async replayDespite(error: unknown, keyed: IdempotentRequest): Promise<Execution> {
    const response = isValidationFailure(error) ? await this.keys.replay(keyed) : undefined;
    if (response === undefined || isReference(response)) throw error;
    return { response, isReplay: true, hasWaited: false };
  }
}

/** Nest's pipes throw 400, and are often configured to throw 422. */
function isValidationFailure(error: unknown): boolean {
  if (error instanceof Problem) return error.kind.code === edgeErrors.validationFailed.code;
  return error instanceof HttpException && [400, 422].includes(error.getStatus());
}

function isExecution(result: unknown): result is Execution {
  return typeof result === 'object' && result !== null && 'response' in result && 'isReplay' in result;
}
