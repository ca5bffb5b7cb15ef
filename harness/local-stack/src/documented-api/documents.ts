import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { DocumentedApi, type OpenApiDocument } from './documented-api.ts';
import { bodySchemaOf, type JsonSchema } from './body-schema.ts';
import { type GuardedRoute, guardedRoutesOf } from './guarded-routes.ts';

const folder = path.join(repositoryRoot, 'docs/openapi');

const documentOf = (service: string): OpenApiDocument =>
  JSON.parse(readFileSync(path.join(folder, `${service}.json`), 'utf8')) as OpenApiDocument;

/** By the document `docs/openapi/<service>.json`. */
export const documentedApi = (service: string): DocumentedApi => new DocumentedApi(documentOf(service));

/** The schema of what is posted to a path, with everything that it refers to. */
export const documentedBody = (service: string, to: string): JsonSchema =>
  bodySchemaOf(documentOf(service), to);

/** Every service with a document. */
const documented = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'));

export const documentedApis = (): Readonly<Record<string, DocumentedApi>> =>
  Object.fromEntries(documented().map((service) => [service, documentedApi(service)]));

/** Those that only API keys open; none of a service without a document. */
export const guardedRoutes = (service: string): readonly GuardedRoute[] =>
  documented().includes(service) ? guardedRoutesOf(documentOf(service)) : [];
