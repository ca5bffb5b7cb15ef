import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

export interface OpenApiSettings {
  readonly title: string;
  readonly description: string;
  /** Bearer tokens beside API keys: the name of each scheme, and what it is. */
  readonly bearers?: Readonly<Record<string, string>>;
}

/** The OpenAPI 3.1 document of a service, made from its controllers and the schemas they name. */
export function openApiDocument(app: INestApplication, settings: OpenApiSettings): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(settings.title)
    .setDescription(settings.description)
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'API key of the calling service' },
      'apiKey',
    );
  for (const [name, description] of Object.entries(settings.bearers ?? {}))
    builder.addBearerAuth({ type: 'http', scheme: 'bearer', description }, name);
  return SwaggerModule.createDocument(app, builder.build());
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
