import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiResponse } from '@nestjs/swagger';
import { openApiDocument } from './openapi.ts';
import { Refuses } from './refuses.ts';

const kind = (code: string, status: number) => ({ code, status, title: code });

@Controller('things')
class ThingController {
  @Get()
  plain(): void {}

  @Post()
  @Refuses(kind('of_a_layer', 409), kind('too_old', 412))
  @ApiResponse({ status: 402, description: 'declined, and why', schema: { type: 'string' } })
  @ApiResponse({ status: 503, description: 'nothing was done' })
  @Refuses(kind('changed', 409), kind('sold_out', 409), kind('declined', 402), kind('changed', 409))
  refusing(): void {}
}

@Module({ controllers: [ThingController] })
class ThingModule {}

async function responsesOf(method: 'get' | 'post') {
  const app = await NestFactory.create(ThingModule, new FastifyAdapter(), { preview: true, logger: false });
  const { paths } = openApiDocument(app, { title: 'Things', description: '' });
  const operation = paths['/things']![method]!;
  expect(JSON.stringify(operation)).not.toContain('x-refusals');
  return operation.responses as Record<string, { description: string; content?: object }>;
}

describe('the OpenAPI document of a route with @Refuses()', () => {
  it('lists each status with the codes of all decorators, each once', async () => {
    const responses = await responsesOf('post');
    expect(responses[409]?.description).toBe('changed, sold_out, or of_a_layer');
    expect(responses[412]?.description).toBe('too_old');
  });

  it('lists them as problems', async () => {
    const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    expect((await responsesOf('post'))[412]?.content).toEqual(problem);
  });

  it('keeps the schema and the words of a response that is described', async () => {
    const responses = await responsesOf('post');
    expect(responses[402]).toEqual({
      description: 'declined, and why; declined',
      content: { 'application/problem+json': { schema: { type: 'string' } } },
    });
    expect(responses[503]?.description).toBe(
      'nothing was done; service_unavailable or overloaded, with Retry-After',
    );
  });

  it('lists none of it with another route', async () => {
    expect(Object.keys(await responsesOf('get'))).not.toEqual(expect.arrayContaining(['409']));
  });
});
