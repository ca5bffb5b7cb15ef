import { isPublicRoute } from '@holdfast/service-defaults';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { type ModulesContainer } from '@nestjs/core';
import { effectFreeRoute, type IdempotentRouteOptions, idempotentRoute } from './route-options.ts';

/**
 * Looks at every POST route of the application.
 * @throws Error naming each that has neither `@Idempotent()`, `@IdempotentTransaction()` nor `@NeedsNoKey()`, and each open one
 * whose keys have no scope.
 */
export function checkRoutes(modules: ModulesContainer): void {
  const faults = [...modules.values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? faultsOf(metatype) : []));
  if (faults.length > 0) throw new Error(`the service does not start: ${faults.join('; ')}`);
}

function faultsOf(controller: object & { readonly name: string; readonly prototype?: unknown }): string[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((method) => {
    const handler = prototype[method];
    if (typeof handler !== 'function' || Reflect.getMetadata(METHOD_METADATA, handler) !== RequestMethod.POST)
      return [];
    const route = `POST ${pathIn(controller)}${pathIn(handler)} (${controller.name}.${method})`;
    return faultOf(controller, handler).map((fault) => `${route} ${fault}`);
  });
}

function faultOf(controller: object, handler: object): string[] {
  const options = Reflect.getMetadata(idempotentRoute, handler) as IdempotentRouteOptions | undefined;
  if (options === undefined)
    return Reflect.hasMetadata(effectFreeRoute, handler)
      ? []
      : ['has neither @Idempotent(), @IdempotentTransaction() nor @NeedsNoKey()'];
  const isOpen = isPublicRoute(controller, handler);
  return isOpen && options.scope === undefined
    ? ['is open to everybody, so its keys need a scope: @Idempotent({ scope: … })']
    : [];
}

function pathIn(target: object): string {
  const path = Reflect.getMetadata(PATH_METADATA, target) as unknown;
  const segment = typeof path === 'string' ? path.replaceAll(/^\/|\/$/g, '') : '';
  return segment === '' ? '' : `/${segment}`;
}
