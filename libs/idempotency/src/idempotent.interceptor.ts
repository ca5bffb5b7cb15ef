import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { pathOf, publicCaller } from '@holdfast/service-defaults';
import { ApiHeader } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { type Execution } from './idempotency-keys.ts';
import { type IdempotentRequest, idempotentRequest } from './idempotent-request.ts';
import { assertKeyIsCurrent } from './key-age.ts';
import { readKey } from './key.ts';
import { preferredWaitSeconds } from './prefer.ts';

declare module 'fastify' {
  interface FastifyRequest {
    idempotency?: IdempotentRequest;
  }
}

/** Reads the key before validation runs, and sends the handler's stored or new answer byte for byte. */
@Injectable()
class IdempotentInterceptor implements NestInterceptor<Execution, string> {
  intercept(context: ExecutionContext, next: CallHandler<Execution>): Observable<string> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const waitSeconds = preferredWaitSeconds(request.headers['prefer']);
    request.idempotency = { ...idempotencyOf(request), waitMs: (waitSeconds ?? 0) * 1_000 };
    return next.handle().pipe(
      map(({ answer, isReplay, hasWaited }) => {
        void reply.code(answer.status).headers(answer.headers);
        if (isReplay) void reply.header('idempotent-replayed', 'true');
        if (hasWaited) void reply.header('preference-applied', `wait=${waitSeconds}`);
        return answer.body;
      }),
    );
  }
}

function idempotencyOf(request: FastifyRequest): IdempotentRequest {
  const lines = request.raw.headersDistinct['idempotency-key'] ?? [];
  const body = request.body as { requestId?: unknown } | null | undefined;
  const key = readKey(lines, body?.requestId);
  assertKeyIsCurrent(key, Date.now());
  return idempotentRequest(request.caller ?? publicCaller, key, {
    method: request.method,
    path: pathOf(request),
    query: request.url.split('?').slice(1).join('?'),
    body: request.bodyBytes ?? Buffer.alloc(0),
  });
}

/** A route with an effect: it needs an idempotency key, and its handler returns the `Execution` of `IdempotencyKeys`. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotentInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'One key per operation, the same on every retry of it: 1 to 255 visible ASCII characters.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description:
        'wait=N: while a first request with this key is still running, wait up to N seconds (at most 10) for its answer.',
      schema: { type: 'string', example: 'wait=5' },
    }),
  );

/** The request with its key, for `IdempotencyKeys.execute`. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (request.idempotency === undefined)
    throw new Error('@IdempotencyKey() needs @Idempotent() on the route');
  return request.idempotency;
});
