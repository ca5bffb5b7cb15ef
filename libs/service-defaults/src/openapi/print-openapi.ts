import 'reflect-metadata';
import { type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import { exampleSettings } from '../config/example-settings.ts';
import { openApiDocument, type OpenApiSettings } from './openapi.ts';

/**
 * Prints a service's OpenAPI document without starting it: no connection is opened and no provider created.
 * `exampleFile` is the service's `.env.example`, which serves as its configuration.
 */
export async function printOpenApi(
  settings: OpenApiSettings,
  exampleFile: URL,
  module: (environment: NodeJS.Dict<string>, logger: Logger) => DynamicModule,
): Promise<void> {
  const environment = exampleSettings(exampleFile);
  const logger = pino({ level: 'silent' });
  const app = await NestFactory.create<NestFastifyApplication>(
    module(environment, logger),
    new FastifyAdapter(),
    {
      preview: true,
      logger: false,
      abortOnError: false,
    },
  );
  process.stdout.write(`${JSON.stringify(openApiDocument(app, settings), null, 2)}\n`);
  await app.close();
}
