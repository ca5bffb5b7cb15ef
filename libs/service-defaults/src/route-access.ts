import { applyDecorators, SetMetadata } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { type Scope } from './scopes.ts';

/** Who may use a route: everybody, or keys with one of these scopes. */
export type RouteAccess = 'public' | readonly Scope[];

const accessKey = 'holdfast:access';

/** Opens a route or a controller to callers without an API key. A key that is presented must still be right. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(accessKey, 'public');

/** Opens a route or a controller to API keys with any of these scopes; others get `403 scope_missing`. The route's own word goes before its controller's. */
export const Needs = (...scopes: [Scope, ...Scope[]]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(accessKey, scopes),
    ...scopes.map((scope) => ApiSecurity('apiKey', [scope])),
    ApiResponse({ status: 401, description: 'unauthorized' }),
    ApiResponse({ status: 403, description: 'scope_missing' }),
  );

/** Who may use a route; undefined when neither it nor its controller says so. */
export function accessOf(controller: object, handler: object): RouteAccess | undefined {
  const metadata = (target: object): unknown => Reflect.getMetadata(accessKey, target);
  return (metadata(handler) ?? metadata(controller)) as RouteAccess | undefined;
}

/** Whether a route is open to callers without an API key. */
export function isPublicRoute(controller: object, handler: object): boolean {
  return accessOf(controller, handler) === 'public';
}

type Controller = (new (...args: never[]) => unknown) & { readonly prototype: object };

/**
 * Looks at every route of the application.
 * @throws Error naming each that states neither `@Public()` nor the scopes it needs.
 */
export function checkAccess(modules: ModulesContainer): void {
  const silent = [...modules.values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? silentRoutes(metatype as Controller) : []));
  if (silent.length === 0) return;
  throw new Error(
    `the service does not start: ${silent.join(', ')}: give each @Needs('scope', …) or @Public()`,
  );
}

/** Inherited handlers are routes too; handlers of a queue are none. */
function silentRoutes(controller: Controller): string[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return new MetadataScanner().getAllMethodNames(controller.prototype).flatMap((name) => {
    const handler = prototype[name] ?? controller;
    const isRoute = Reflect.hasMetadata(METHOD_METADATA, handler);
    return isRoute && accessOf(controller, handler) === undefined ? [`${controller.name}.${name}`] : [];
  });
}
