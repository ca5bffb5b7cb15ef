import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bootService, Needs } from '@holdfast/service-defaults';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import {
  complete,
  type Execution,
  IdempotencyKey,
  IdempotencyKeys,
  IdempotencyModule,
  Idempotent,
  type IdempotentRequest,
  type Operation,
  referTo,
  type StoredResponse,
} from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { Client, isReplay, problemOf, replayable, testSettings } from './http-client.fixture.ts';

const script = { response: referTo(201, 'report-1'), lines: 200_000, isRendering: true, accepts: true };

/** Its response is far larger than a table of keys should hold. */
const report: Operation<unknown> = {
  name: 'report',
  phases: [],
  begin: () => complete(script.response),
  render: (reference, status) =>
    script.isRendering
      ? Promise.resolve(rendering(reference, status))
      : Promise.reject(new Error(`${reference} is temporarily unreadable`)),
};

const rendering = (reference: string, status: number): StoredResponse => ({
  status,
  headers: { 'content-type': 'text/csv; charset=utf-8', location: `/reports/${reference}` },
  body: Buffer.from('line;\n'.repeat(script.lines)),
});

@Needs('charge')
@Controller('reports')
class ReportController {
  constructor(private readonly keys: IdempotencyKeys) {}

  @Post()
  @Idempotent()
  make(
    @IdempotencyKey() request: IdempotentRequest,
    @Body({ schema: z.object({}).refine(() => script.accepts) }) command: unknown,
  ): Promise<Execution> {
    return this.keys.execute(request, report, command);
  }
}

@Module({ controllers: [ReportController] })
class ReportModule {}

let database: TestDatabase;
let pool: Pool;
let app: NestFastifyApplication;
let client: Client;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url, max: 5 });
  await pool.query(createIdempotencySchema);
  app = await bootService({
    name: 'reports',
    config: testSettings('shop'),
    openApi: { title: 'Reports', description: 'For tests.' },
    module: (logger) => ({
      module: ReportModule,
      imports: [IdempotencyModule.forRoot({ logger, pool, maxRunMs: 1_000 })],
    }),
  });
  client = new Client(await app.getUrl(), 'shop-secret');
});
beforeEach(() => {
  Object.assign(script, { lines: 200_000, isRendering: true, accepts: true });
});
afterAll(async () => {
  client.close();
  await app.close();
  await pool.end();
  await database.drop();
});

const make = (key: string) => client.send('/reports', { key, body: {} });

describe('a response by reference', () => {
  it('is rendered for the first request and for each replay, and only the reference is stored', async () => {
    const key = uuidv7();
    const first = await make(key);
    expect(replayable(first)).toMatchObject({
      status: 201,
      type: 'text/csv; charset=utf-8',
      length: '1200000',
      location: '/reports/report-1',
    });
    expect(first.headers).not.toHaveProperty('x-holdfast-reference');
    const again = await make(key);
    expect([replayable(again), isReplay(again)]).toEqual([replayable(first), true]);
    const { rows } = await pool.query<{ body: Buffer }>('select body from idempotency_key');
    expect(rows.map(({ body }) => body.toString())).toEqual(['report-1']);
  });

  it('shows the current state', async () => {
    const key = uuidv7();
    await make(key);
    script.lines = 1;
    expect((await make(key)).body.toString()).toBe('line;\n');
  });

  it('is not lost if it cannot be rendered: the next request gets it', async () => {
    const key = uuidv7();
    script.isRendering = false;
    expect(problemOf(await make(key))).toBe('500 internal_error');
    script.isRendering = true;
    expect([(await make(key)).status, isReplay(await make(key))]).toEqual([201, true]);
  });

  it('is not sent as a bare reference if validation now refuses the request', async () => {
    const key = uuidv7();
    await make(key);
    script.accepts = false;
    expect(problemOf(await make(key))).toBe('400 validation_failed');
  });
});

describe('a response that cannot be stored', () => {
  it.each([
    ['larger than 256 KiB', { status: 201, headers: {}, body: 'x'.repeat(256 * 1024 + 1) }],
    ['one that says "try again"', { status: 503, headers: {}, body: 'later' }],
    ['one that says "too many"', { status: 429, headers: {}, body: 'later' }],
  ])('completes no operation if it is %s: 500, and the key is free', async (_, response) => {
    const key = uuidv7();
    script.response = response;
    expect(problemOf(await make(key))).toBe('500 internal_error');
    script.response = referTo(201, 'report-2');
    const retried = await make(key);
    expect([retried.status, isReplay(retried)]).toEqual([201, false]);
  });
});
