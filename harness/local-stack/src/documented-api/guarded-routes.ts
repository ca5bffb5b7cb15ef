import { type OpenApiDocument } from './documented-api.ts';

/** A route that only API keys open. */
export interface GuardedRoute {
  /** `POST` */
  readonly method: string;
  /** With a made-up value for each parameter. */
  readonly path: string;
  /** A key needs one of these. */
  readonly scopes: readonly string[];
}

/** The routes whose document asks for an API key and accepts nothing else, such as the token of an order. */
export const guardedRoutesOf = ({ paths }: OpenApiDocument): GuardedRoute[] =>
  Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).flatMap(([method, { security = [] }]) => {
      const keys = security.flatMap((way) => (way['apiKey'] === undefined ? [] : [way['apiKey']]));
      if (keys.length === 0 || keys.length < security.length) return [];
      const path = template.replaceAll(/\{[^}]+\}/g, 'none');
      return [{ method: method.toUpperCase(), path, scopes: keys.flat() }];
    }),
  );
