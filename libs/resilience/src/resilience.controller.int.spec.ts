import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyGuard, ApiKeys, openApiDocument } from '@holdfast/service-defaults';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import { resilienceReportSchema } from './explain/report.ts';
import { Resilience } from './resilience.ts';
import { ResilienceModule } from './resilience.module.ts';

const usersSee = { closed: 'It works.', open: 'It waits.', half_open: 'It is tried.' };

describe('GET /resilience', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const logger = pino({ enabled: false });
    const module = await Test.createTestingModule({
      imports: [ResilienceModule.forRoot({ logger })],
    }).compile();
    app = module.createNestApplication(new FastifyAdapter());
    app.useGlobalGuards(new ApiKeyGuard(new ApiKeys([], [])));
    await app.init();
    const resilience = app.get(Resilience);
    const smtp = resilience.dependency({
      name: 'smtp',
      usersSee,
      attempts: 1,
      breaker: { consecutiveFailures: 1, consecutiveSpanMs: 0 },
    });
    resilience.dependency({ name: 'queue', usersSee });
    await smtp.run(() => Promise.reject(new Error('no'))).catch(() => undefined);
  });

  afterAll(() => app.close());

  it('reports the state of each dependency to every caller, and must not be cached', async () => {
    const reply = await app.inject({ method: 'GET', url: '/resilience' });
    expect([reply.statusCode, reply.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(resilienceReportSchema.parse(reply.json())).toEqual(reply.json());
    expect(reply.json()).toMatchObject({
      dependencies: [
        { dependency: 'smtp', breaker: 'open', usersSee: 'It waits.', nextProbeAt: expect.any(String) },
        { dependency: 'queue', breaker: 'closed', usersSee: 'It works.', nextProbeAt: null },
      ],
    });
  });

  it('is in the OpenAPI document with its schema', () => {
    const document = openApiDocument(app, { title: 'A service', description: 'For a test' });
    const answer = document.paths['/resilience']?.get?.responses['200'];
    expect(JSON.stringify(answer)).toContain('ResilienceReport');
    expect(document.components?.schemas).toHaveProperty('DependencyReport');
  });
});
