import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument, Refuses } from '@holdfast/service-defaults';
import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IdempotencyKeys } from '../idempotency-keys.ts';
import { idempotencyErrors } from '../idempotency.errors.ts';
import { Idempotent, IdempotentTransaction } from './idempotent.decorator.ts';
import { RequestReader } from './request-reader.ts';

@Controller()
class KeyedController {
  @Post('operations')
  @Idempotent()
  @Refuses({ code: 'sold_out', status: 409, title: 'Sold out' })
  operate(): void {}

  @Post('notes')
  @IdempotentTransaction()
  note(): void {}
}

/** The document is generated in preview mode, so the providers never run. */
const inertProviders = [IdempotencyKeys, RequestReader].map((provide) => ({ provide, useValue: {} }));

@Module({ controllers: [KeyedController], providers: inertProviders })
class KeyedModule {}

describe('the OpenAPI document of a route with a key', () => {
  it.each(['/operations', '/notes'])('lists every refusal of its key (%s)', async (path) => {
    const app = await NestFactory.create(KeyedModule, new FastifyAdapter(), { preview: true, logger: false });
    const { paths } = openApiDocument(app, { title: 'Keyed', description: '' });
    const responses = paths[path]?.post?.responses ?? {};
    for (const { status, code } of Object.values(idempotencyErrors))
      expect(responses[status]).toMatchObject({ description: expect.stringContaining(code) });
    expect(JSON.stringify(responses).includes('sold_out')).toBe(path === '/operations');
  });
});
