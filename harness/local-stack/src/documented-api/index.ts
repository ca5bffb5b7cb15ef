/** The OpenAPI documents of the services: `@holdfast/local-stack/documented-api`. */
export { documentedApi, documentedApis, documentedBody } from './documents.ts';
export { type JsonSchema } from './body-schema.ts';
export { DocumentedApi, type SeenAnswer } from './documented-api.ts';
