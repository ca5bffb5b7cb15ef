import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { DocumentedApi, type OpenApiDocument } from './documented-api.ts';

const folder = path.join(repositoryRoot, 'docs/openapi');

/** By the document `docs/openapi/<service>.json`. */
export const documentedApi = (service: string): DocumentedApi =>
  new DocumentedApi(
    JSON.parse(readFileSync(path.join(folder, `${service}.json`), 'utf8')) as OpenApiDocument,
  );

/** Every service with a document. */
export const documentedApis = (): Readonly<Record<string, DocumentedApi>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => path.basename(file, '.json'))
      .map((service) => [service, documentedApi(service)]),
  );
