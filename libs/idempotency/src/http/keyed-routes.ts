import { ModuleRef } from '@nestjs/core';
import { Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Execution, IdempotencyKeys } from '../idempotency-keys.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { EarlyReplays } from './early-replays.ts';
import { KeyedRequest } from './keyed-request.ts';
import { RequestReader } from './request-reader.ts';
import { idempotentRoute, type OperationRouteOptions, type ResponsePresenter } from './route-options.ts';

declare module 'fastify' {
  interface FastifyInstance {
    keyedRoutes?: KeyedRoutes;
  }
}

type Remember = (reply: FastifyReply, keyed: IdempotentRequest, result: Execution, sent: Execution) => void;

/** A route with `@Idempotent()`. */
export interface KeyedRoute {
  readonly keys: IdempotencyKeys;
  readonly options: OperationRouteOptions;
  presented(execution: Execution): Execution;
  /** Called when the response of the handler is sent, on routes with early replay. */
  readonly remember: Remember | undefined;
}

/** The routes of one application with `@Idempotent()`, which find it through their server. */
@Injectable()
export class KeyedRoutes {
  readonly earlyReplays: EarlyReplays;
  private readonly known = new Map<object, KeyedRoute>();

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly reader: RequestReader,
    private readonly modules: ModuleRef,
  ) {
    this.earlyReplays = new EarlyReplays(keys);
  }

  /**
   * Reads the key of a request, before validation can refuse it.
   * @throws Problem as `RequestReader.read` does. @throws Error if the handler has no `@Idempotent()`.
   */
  read(reply: FastifyReply, handler: object): KeyedRequest {
    const route = this.routeOf(handler);
    return new KeyedRequest(this.reader.read(reply.request, route.options), reply, route);
  }

  private routeOf(handler: object): KeyedRoute {
    const known = this.known.get(handler);
    if (known !== undefined) return known;
    const options = Reflect.getMetadata(idempotentRoute, handler) as OperationRouteOptions | undefined;
    if (options === undefined) throw new Error('@IdempotencyKey() needs @Idempotent() on the route');
    const route = this.makeRoute(handler, options);
    this.known.set(handler, route);
    return route;
  }

  private makeRoute(handler: object, options: OperationRouteOptions): KeyedRoute {
    const { presenter, replay } = options;
    const instance: ResponsePresenter | undefined =
      presenter === undefined ? undefined : this.modules.get(presenter, { strict: false });
    return {
      keys: this.keys,
      options,
      presented: (execution) =>
        instance === undefined ? execution : { ...execution, response: instance.present(execution.response) },
      remember:
        replay === 'early'
          ? (reply, keyed, result, sent) => this.earlyReplays.remember(reply, handler, keyed, result, sent)
          : undefined,
    };
  }
}
