import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { listRefusals } from './edge-responses.ts';

export interface OpenApiSettings {
  readonly title: string;
  readonly description: string;
  /** Bearer tokens beside API keys: the name of each scheme, and what it is. */
  readonly bearers?: Readonly<Record<string, string>>;
  /** What one of them looks like, by the name of the schema. The page at `/docs` fills requests with it. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

const apiKeyDescription =
  'A secret of `API_KEYS` (or `EXTRA_API_KEYS`) of this service. With `npm start`: `operatorKey` in `.local/secrets.json`.';

/** The OpenAPI 3.1 document of a service, made from its controllers and the schemas they name. */
export function openApiDocument(app: INestApplication, settings: OpenApiSettings): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(settings.title)
    .setDescription(settings.description)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: apiKeyDescription }, 'apiKey');
  for (const [name, description] of Object.entries(settings.bearers ?? {}))
    builder.addBearerAuth({ type: 'http', scheme: 'bearer', description }, name);
  const document = SwaggerModule.createDocument(app, builder.build());
  for (const [name, example] of Object.entries(settings.examples ?? {})) {
    const schema = document.components?.schemas?.[name];
    if (schema !== undefined) Object.assign(schema, { example });
  }
  listRefusals(document);
  return document;
}

/** Serves the document at `/openapi.json` and a page to try it at `/docs`. Built on the first request for it. */
export function serveOpenApi(app: INestApplication, settings: OpenApiSettings): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= openApiDocument(app, settings)), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: settings.title,
  });
}
