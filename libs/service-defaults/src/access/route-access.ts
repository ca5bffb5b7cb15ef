import { applyDecorators, SetMetadata } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { type Scope } from './scopes.ts';

/** Access to a route: everyone, or keys with one of these scopes. */
export type RouteAccess = 'public' | readonly Scope[];

const accessKey = 'holdfast:access';

/** Allows requests without an API key. A key that is sent must still be valid. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(accessKey, 'public');

/**
 * Allows API keys with any of these scopes; others get `403 scope_missing`. On a route, it overrides the
 * controller's.
 */
export const Needs = (...scopes: [Scope, ...Scope[]]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(accessKey, scopes),
    ...scopes.map((scope) => ApiSecurity('apiKey', [scope])),
    ApiResponse({ status: 401, description: 'unauthorized' }),
    ApiResponse({ status: 403, description: 'scope_missing' }),
  );

/** Access to a route; undefined if neither it nor its controller states it. */
export function accessOf(controller: object, handler: object): RouteAccess | undefined {
  const metadata = (target: object): unknown => Reflect.getMetadata(accessKey, target);
  return (metadata(handler) ?? metadata(controller)) as RouteAccess | undefined;
}

/** True if the route accepts requests without an API key. */
export function isPublicRoute(controller: object, handler: object): boolean {
  return accessOf(controller, handler) === 'public';
}

type Controller = (new (...args: never[]) => unknown) & { readonly prototype: object };

/**
 * Checks every route of the application at startup.
 * @throws Error naming each route without `@Public()` or `@Needs()`.
 */
export function checkAccess(modules: ModulesContainer): void {
  const silent = [...modules.values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? silentRoutes(metatype as Controller) : []));
  if (silent.length === 0) return;
  throw new Error(`cannot start: add @Needs('scope', …) or @Public() to ${silent.join(', ')}`);
}

/** Includes inherited handlers; excludes queue handlers. */
function silentRoutes(controller: Controller): string[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return new MetadataScanner().getAllMethodNames(controller.prototype).flatMap((name) => {
    const handler = prototype[name] ?? controller;
    const isRoute = Reflect.hasMetadata(METHOD_METADATA, handler);
    return isRoute && accessOf(controller, handler) === undefined ? [`${controller.name}.${name}`] : [];
  });
}
