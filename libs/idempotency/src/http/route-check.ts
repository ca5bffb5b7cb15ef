import { isPublicRoute } from '@holdfast/service-defaults';
import { RequestMethod } from '@nestjs/common';
import {
  METHOD_METADATA,
  PATH_METADATA,
  RESPONSE_PASSTHROUGH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { keyOf, transactionOf } from './idempotent.decorator.ts';
import {
  effectFreeRoute,
  idempotentRoute,
  type OperationRouteOptions,
  transactionRoute,
  type TransactionRouteOptions,
} from './route-options.ts';

/**
 * Methods whose repetition is another effect unless it is recognized. PUT and DELETE are idempotent by
 * definition (RFC 9110); `@All()` accepts POST too.
 */
const needKeys = [RequestMethod.POST, RequestMethod.PATCH, RequestMethod.ALL];

/** Headers of a single exchange: stored, they would be wrong for the next one, or leak a secret. */
const neverStored = new Set([
  'set-cookie',
  'date',
  'connection',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'x-request-id',
  'traceparent',
  'tracestate',
]);

/**
 * Checks every route of the application. `readsApiKeys` is false if it names its callers itself. If `which`
 * is `declared`, routes without a decorator need no key.
 * @throws Error naming each POST, PATCH and `@All()` route without `@Idempotent()`,
 * `@IdempotentTransaction()` or `@NoKeyRequired()`, each public one whose keys have no scope, each whose
 * responses could not be stored, and each whose early replays could reach another caller.
 */
export function checkRoutes(
  modules: ModulesContainer,
  readsApiKeys: boolean,
  which: 'all' | 'declared',
): { readonly hasEarlyReplay: boolean } {
  const routes = [...modules.values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? routesIn(metatype as Controller) : []));
  const faults = routes.flatMap((route) =>
    faultsOf(route, readsApiKeys, which).map((fault) => `${nameOf(route)} ${fault}`),
  );
  if (faults.length > 0) throw new Error(`the service cannot start: ${faults.join('; ')}`);
  return { hasEarlyReplay: routes.some(({ operation }) => operation?.replay === 'early') };
}

type Controller = (new (...args: never[]) => unknown) & { readonly prototype: object };

interface Route {
  readonly controller: Controller;
  readonly name: string;
  readonly handler: object;
  readonly method: RequestMethod | undefined;
  readonly operation: OperationRouteOptions | undefined;
  readonly transaction: TransactionRouteOptions | undefined;
}

/** Inherited handlers are routes too. */
function routesIn(controller: Controller): Route[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return new MetadataScanner().getAllMethodNames(controller.prototype).map((name) => {
    const handler = prototype[name] ?? controller;
    return {
      controller,
      name,
      handler,
      method: metadata(METHOD_METADATA, handler),
      operation: metadata(idempotentRoute, handler),
      transaction: metadata(transactionRoute, handler),
    };
  });
}

function faultsOf(route: Route, readsApiKeys: boolean, which: 'all' | 'declared'): string[] {
  const isKeyed = route.operation !== undefined || route.transaction !== undefined;
  const isFree = Reflect.hasMetadata(effectFreeRoute, route.handler);
  if (isKeyed) return isFree ? ['has a key and @NoKeyRequired()'] : faultsOfKeyed(route, readsApiKeys);
  return isFree || which === 'declared' || route.method === undefined || !needKeys.includes(route.method)
    ? []
    : ["has an effect and no key: give it @IdempotentTransaction(), @Idempotent() or @NoKeyRequired('why')"];
}

function faultsOfKeyed(route: Route, readsApiKeys: boolean): string[] {
  const { controller, name, handler, method, operation, transaction } = route;
  const hidden = (transaction?.storedHeaders ?? []).filter((header) => neverStored.has(header.toLowerCase()));
  const isOpen = isPublicRoute(controller, handler) && (operation ?? transaction)?.scope === undefined;
  const takesReply = [RouteParamtypes.RESPONSE, RouteParamtypes.NEXT].some((type) => takes(route, type));
  const answersItself = takesReply && metadata(RESPONSE_PASSTHROUGH_METADATA, controller, name) !== true;
  return [
    ...(method === undefined
      ? ['is not an HTTP route: use keyedRequest() with transact() or execute()']
      : []),
    ...(operation && transaction ? ['has both @Idempotent() and @IdempotentTransaction()'] : []),
    ...(operation && !takes(route, keyOf)
      ? ['has no @IdempotencyKey() parameter, so it cannot execute()']
      : []),
    ...(transaction && !takes(route, transactionOf)
      ? ['has no @Tx() parameter, so its writes are outside the transaction of its key']
      : []),
    ...(isOpen ? ["is public, so its keys need a scope: { scope: 'public' }, or the session"] : []),
    ...(operation?.replay === 'early' ? faultsOfEarlyReplay(operation, readsApiKeys) : []),
    ...(answersItself ? ['must return its response: @Res() and @Next() need { passthrough: true }'] : []),
    ...(hidden.length > 0 ? [`must not store ${hidden.join(', ')}: they belong to one exchange`] : []),
  ];
}

/** An early replay is recognized by its Authorization, so nothing else may decide to whom its key belongs. */
function faultsOfEarlyReplay({ scope }: OperationRouteOptions, readsApiKeys: boolean): string[] {
  return [
    ...(typeof scope === 'function' ? ["replays early, so its scope must be 'public' or none"] : []),
    ...(readsApiKeys ? [] : ['replays early, so IdempotencyModule cannot have its own `caller`']),
  ];
}

/** True if a parameter of the handler has this Nest type, or is made by this function. */
function takes(
  { controller, name }: Route,
  what: RouteParamtypes | ((...args: never[]) => unknown),
): boolean {
  const parameters: Readonly<Record<string, { readonly factory?: unknown }>> =
    metadata(ROUTE_ARGS_METADATA, controller, name) ?? {};
  return Object.entries(parameters).some(([key, { factory }]) =>
    typeof what === 'function' ? factory === what : key.startsWith(`${what}:`),
  );
}

function nameOf({ controller, name, handler, method }: Route): string {
  const where = `${controller.name}.${name}`;
  if (method === undefined) return where;
  const paths = pathsIn(controller).flatMap((base) => pathsIn(handler).map((path) => base + path || '/'));
  return `${RequestMethod[method]} ${paths.join(' and ')} (${where})`;
}

function pathsIn(target: object): string[] {
  const path = metadata<string | string[]>(PATH_METADATA, target) ?? '';
  return [path].flat().map((each) => {
    const segment = each.replaceAll(/^\/|\/$/g, '');
    return segment === '' ? '' : `/${segment}`;
  });
}

function metadata<T>(key: string, target: object, property?: string): T | undefined {
  return (
    property === undefined ? Reflect.getMetadata(key, target) : Reflect.getMetadata(key, target, property)
  ) as T | undefined;
}
