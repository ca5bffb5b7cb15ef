/** The OpenAPI documents of the services: `@holdfast/local-stack/documented-api`. */
export { documentedApi, documentedApis, documentedBody, guardedRoutes } from './documents.ts';
export { type GuardedRoute } from './guarded-routes.ts';
export { type JsonSchema } from './body-schema.ts';
export { DocumentedApi, type SeenAnswer } from './documented-api.ts';
