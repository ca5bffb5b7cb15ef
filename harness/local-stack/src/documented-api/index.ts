/** The OpenAPI documents of the services: `@holdfast/local-stack/documented-api`. */
export { documentedApi, documentedApis } from './documents.ts';
export { DocumentedApi, type SeenAnswer } from './documented-api.ts';
