import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { listRefusals } from './edge-responses.ts';

export interface OpenApiSettings {
  readonly title: string;
  readonly description: string;
  /** Bearer tokens other than API keys: scheme name and description. */
  readonly bearers?: Readonly<Record<string, string>>;
  /** Examples by schema name. The page at `/docs` prefills requests with them. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

const apiKeyDescription =
  'A secret from `API_KEYS` or `EXTRA_API_KEYS` of this service. With `npm start`: `operatorKey` in `.local/secrets.json`.';

/** The OpenAPI 3.1 document of a service, built from its controllers and their schemas. */
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

/** Serves the document at `/openapi.json` and a page to try it at `/docs`. Built on first request. */
export function serveOpenApi(app: INestApplication, settings: OpenApiSettings): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= openApiDocument(app, settings)), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: settings.title,
  });
}
