import { Body, Controller, Module, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerResponse } from 'node:http';
import { pino } from 'pino';
import { z } from 'zod';
import { validationPipe } from '../http/validation.pipe.ts';
import { Problem } from './problem.ts';
import { ProblemFilter } from './problem.filter.ts';

const soldOut = { code: 'sold_out', status: 409, title: 'Sold out' };

@Controller()
class TeaController {
  @Post('orders')
  order(@Body({ schema: z.object({ tea: z.string().min(1) }) }) { tea }: { readonly tea: string }): object {
    if (tea === 'rare') throw new Problem(soldOut, 'None is left.', { retryAfterSeconds: 60 });
    if (tea === 'unlucky') throw new Error('the secret of the database');
    return { tea };
  }

  @Post('half')
  half(@Res() response: ServerResponse): void {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    throw new Error('in the middle');
  }
}

@Module({ controllers: [TeaController] })
class TeaModule {}

describe('the problem filter in a Nest application on Express', () => {
  const logged: string[] = [];
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(TeaModule, { logger: false });
    app.useGlobalFilters(new ProblemFilter(pino({}, { write: (line: string) => logged.push(line) })));
    app.useGlobalPipes(validationPipe());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const post = (path: string, body: string): Promise<Response> =>
    fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  it.each([
    [409, 'sold_out', '/orders?from=shop', '{"tea":"rare"}'],
    [400, 'validation_failed', '/orders', '{"tea":""}'],
    [400, 'bad_request', '/orders', '{"te'],
    [413, 'body_too_large', '/orders', `{"tea":"${'x'.repeat(200_000)}"}`],
    [404, 'not_found', '/nowhere', '{}'],
    [500, 'internal_error', '/orders', '{"tea":"unlucky"}'],
  ])('responds with %i %s', async (status, code, path, body) => {
    const response = await post(path, body);

    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status, code, instance: path.split('?')[0] });
    expect(text).not.toContain('secret');
  });

  it('sends the headers of the problem, and logs what it hides', async () => {
    expect((await post('/orders', '{"tea":"rare"}')).headers.get('retry-after')).toBe('60');
    await post('/orders', '{"tea":"unlucky"}');
    expect(logged.join('')).toContain('the secret of the database');
  });

  it('cuts off a response that has begun: it must not look complete', async () => {
    const response = await post('/half', '{}');

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});
