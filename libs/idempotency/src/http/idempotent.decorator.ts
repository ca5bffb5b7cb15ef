import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Refuses } from '@holdfast/service-defaults';
import { ApiHeader } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { isObservable, lastValueFrom } from 'rxjs';
import { idempotencyErrors } from '../idempotency.errors.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Transaction } from '../store/connections.ts';
import { KeyedRequest } from './keyed-request.ts';
import {
  effectFreeRoute,
  idempotentRoute,
  type OperationRouteOptions,
  transactionRoute,
  type TransactionRouteOptions,
} from './route-options.ts';
import { TransactionInterceptor } from './transaction.interceptor.ts';

declare module 'fastify' {
  interface FastifyRequest {
    idempotency?: IdempotentRequest;
    idempotentTransaction?: Transaction;
  }
}

/**
 * A route with an effect: it requires an idempotency key, and its handler returns the `Execution` of
 * `IdempotencyKeys.execute`.
 */
export const Idempotent = (options: OperationRouteOptions = {}): MethodDecorator =>
  withKeyHeaders(presentResult, SetMetadata(idempotentRoute, options));

/**
 * A route whose whole effect is one database transaction: the handler writes through `@Tx()` and returns its
 * response as usual. Both are committed together before the first byte of the response is sent. An error
 * rolls everything back and is not stored, unless it is thrown as `final()`.
 */
export const IdempotentTransaction = (options: TransactionRouteOptions = {}): MethodDecorator =>
  withKeyHeaders(SetMetadata(transactionRoute, options), UseInterceptors(TransactionInterceptor));

/**
 * A route without a key, and why: it has no effect, or something else recognizes repeats (such as a webhook's
 * event ID).
 */
export const NoKeyRequired = (because: string): MethodDecorator => SetMetadata(effectFreeRoute, because);

type Handler = (...args: unknown[]) => unknown;

/**
 * Wraps the handler so that it returns the body of its `Execution`. An interceptor could do so too, but makes
 * Nest run the route through rxjs, a quarter of the CPU of a small request.
 */
const presentResult: MethodDecorator = (_target, _name, descriptor) => {
  const handler = descriptor.value as Handler;
  const presenting = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const exchange = KeyedRequest.takeExchange(args);
    const result = handler.apply(this, args);
    const execution = isObservable(result) ? await lastValueFrom(result) : await result;
    return exchange === undefined ? execution : exchange.present(execution);
  };
  Object.defineProperty(presenting, 'name', { value: handler.name });
  for (const key of Reflect.getOwnMetadataKeys(handler) as unknown[])
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, handler), presenting);
  descriptor.value = presenting as never;
};

function withKeyHeaders(...decorators: MethodDecorator[]): MethodDecorator {
  return (controller, method, descriptor) =>
    applyDecorators(
      ...decorators,
      ...keyHeaders(exampleKey(controller.constructor.name)),
      Refuses(...Object.values(idempotencyErrors)),
    )(controller, method, descriptor);
}

/**
 * A different example for each route, so that examples can be sent unchanged: `place-order-1` for
 * PlaceOrderController.
 */
const exampleKey = (controller: string): string =>
  `${controller
    .replace(/Controller$/, '')
    .replace(/\B[A-Z]/g, '-$&')
    .toLowerCase()}-1`;

const keyHeaders = (example: string): MethodDecorator[] => [
  ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description:
      'One key per operation, the same on every retry: 1 to 255 visible ASCII characters. ' +
      'The same key with the same body returns the same response; a new operation needs a new key.',
    example,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }),
  ApiHeader({
    name: 'Prefer',
    required: false,
    description:
      'wait=N: while the first request with this key is still running, wait up to N seconds (at most 10) for its response.',
    schema: { type: 'string', example: 'wait=5' },
  }),
];

/** The request with its key, for `IdempotencyKeys.execute`. */
export const IdempotencyKey = createParamDecorator(keyOf);

/** The transaction of an `@IdempotentTransaction()` route. */
export const Tx = createParamDecorator(transactionOf);

export function keyOf(_: unknown, context: ExecutionContext): IdempotentRequest {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  if (request.idempotency !== undefined) return request.idempotency;
  const { keyedRoutes } = request.server;
  if (keyedRoutes === undefined) throw new Error('@IdempotencyKey() needs IdempotencyModule');
  return (request.idempotency = keyedRoutes.read(http.getResponse<FastifyReply>(), context.getHandler()));
}

export function transactionOf(_: unknown, context: ExecutionContext): Transaction {
  const { idempotentTransaction } = context.switchToHttp().getRequest<FastifyRequest>();
  if (idempotentTransaction === undefined)
    throw new Error('@Tx() needs @IdempotentTransaction() on the route');
  return idempotentTransaction;
}
