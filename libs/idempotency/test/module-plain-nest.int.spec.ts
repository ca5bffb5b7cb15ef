import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bootService, Needs, Problem } from '@holdfast/service-defaults';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { type ArgumentsHost, Catch, Controller, type ExceptionFilter, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { Pool } from 'pg';
import { pino } from 'pino';
import {
  type Execution,
  IdempotencyKey,
  IdempotencyKeys,
  IdempotencyModule,
  type IdempotencyModuleOptions,
  Idempotent,
  type IdempotentRequest,
  IdempotentTransaction,
  type Transaction,
  Tx,
} from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { Client, problemOf, testSettings } from './http-client.fixture.ts';
import { placing } from './placing.fixture.ts';

let handled = 0;

@Needs('charge')
@Controller()
class NoteController {
  constructor(private readonly keys: IdempotencyKeys) {
    keys.register(placing('tea'));
  }

  @Post('notes')
  @IdempotentTransaction()
  write(@Tx() tx: Transaction): Promise<unknown> {
    handled += 1;
    return tx.query('insert into note values (1) returning note_id');
  }

  @Post('orders')
  @Idempotent()
  place(@IdempotencyKey() request: IdempotentRequest): Promise<Execution> {
    handled += 1;
    return this.keys.execute(request, placing('tea'), null);
  }

  @Post('forgetful')
  @Idempotent()
  async forget(@IdempotencyKey() request: IdempotentRequest): Promise<unknown> {
    await this.place(request);
    return { placed: true };
  }

  @Post('shared')
  @IdempotentTransaction({ scope: 'public' })
  share(@Tx() tx: Transaction): Promise<unknown> {
    return this.write(tx);
  }
}

@Module({ controllers: [NoteController] })
class NoteModule {}

@Controller('drafts')
class DraftController {
  @Post()
  save(): string {
    handled += 1;
    return 'saved';
  }
}

/** A problem as its code, any other error as its message. */
@Catch()
class CodeFilter implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const isProblem = error instanceof Problem;
    void reply.code(isProblem ? error.kind.status : 500).send(isProblem ? error.kind.code : error.message);
  }
}

beforeEach(() => {
  handled = 0;
});

describe('an application of plain Nest on Fastify', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: NestFastifyApplication | undefined;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url, max: 5 });
    await pool.query(createIdempotencySchema);
    await pool.query(
      'create table note (note_id integer); create table effect (operation_id uuid, item text, step text)',
    );
  });
  beforeEach(() => pool.query('truncate note, effect, idempotency_key'));
  afterEach(() => app?.close());
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const byHeader: Pick<IdempotencyModuleOptions, 'caller' | 'routes'> = {
    caller: ({ headers }) => String(headers['x-user']),
  };

  const start = async (
    options = byHeader,
    rawBody = false,
    controllers: (typeof DraftController)[] = [],
  ): Promise<NestFastifyApplication> => {
    const logger = pino({ level: 'silent' });
    const keys = IdempotencyModule.forRoot({ logger, maxRunMs: 1_000, pool, ...options });
    const module = { module: NoteModule, imports: [keys], controllers };
    app = await NestFactory.create(module, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
      rawBody,
    });
    app.useGlobalFilters(new CodeFilter());
    return app;
  };

  const server = (): FastifyInstance => app!.getHttpAdapter().getInstance();

  const inject = async (path: string, payload: unknown, headers: Record<string, string | string[]> = {}) => {
    const type = { 'content-type': 'application/json' };
    const keyed = { 'idempotency-key': 'k1', 'x-user': 'ada', ...type, ...headers };
    const got = await app!.inject({ method: 'POST', url: path, headers: keyed, payload: payload as string });
    return `${got.statusCode} ${got.payload}${got.headers['idempotent-replayed'] ? ' replayed' : ''}`;
  };
  const ready = async (): Promise<void> => {
    await app!.init();
    await server().ready();
  };

  it('identifies callers as configured', async () => {
    await start();
    await ready();
    const written = '201 [{"note_id":1}]';
    expect(await inject('/notes', { a: 1 })).toBe(written);
    expect(await inject('/notes', { a: 1 }, { 'x-user': 'bob' })).toBe(written);
    expect(await inject('/notes', { a: 1 })).toBe(`${written} replayed`);
    expect(handled).toBe(2);
  });

  it('adopts keys route by route: only routes that are declared have them', async () => {
    await start({ ...byHeader, routes: 'declared' }, false, [DraftController]);
    await ready();
    expect(await inject('/drafts', {})).toBe('201 saved');
    expect(await inject('/drafts', {})).toBe('201 saved');
    expect(await inject('/notes', {})).toMatch('201');
    expect(await inject('/notes', {})).toMatch('replayed');
    expect(handled).toBe(3);
  });

  it('starts with no route that lacks a key, unless they are declared', async () => {
    await start(byHeader, false, [DraftController]);
    await expect(app!.init()).rejects.toThrow(/DraftController.save.* has an effect and no key/);
  });

  it.each([
    ['/notes', '500 the key has no owner: the route /notes has no caller and no scope'],
    ['/orders', '500 the key has no owner: the route /orders has no caller and no scope'],
    ['/shared', '201 [{"note_id":1}]'],
  ])('refuses an unknown caller, except on a route with a scope: %s', async (path, expected) => {
    await start({ caller: () => undefined });
    await ready();
    expect(await inject(path, {})).toBe(expected);
    expect(handled).toBe(path === '/shared' ? 1 : 0);
  });

  it('has no caller if none is configured', async () => {
    await start({});
    await ready();
    expect(await inject('/notes', {})).toMatch('500 the key has no owner');
  });

  it('distinguishes bodies by their parsed content', async () => {
    await start();
    await ready();
    expect(await inject('/notes', '{"a":1,"b":2}')).toMatch('201');
    expect(await inject('/notes', '{ "b": 2, "a": 1 }')).toMatch('replayed');
    expect(await inject('/notes', '{"a":1,"b":3}')).toBe('422 idempotency_key_reused');
    expect(await inject('/notes', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(
      '422 idempotency_key_reused',
    );
  });

  it('distinguishes them by their bytes if Nest keeps them', async () => {
    await start(byHeader, true);
    await ready();
    expect(await inject('/notes', '{"n":9007199254740993}')).toMatch('201');
    expect(await inject('/notes', '{ "n": 9007199254740993}')).toBe('422 idempotency_key_reused');
  });

  it('refuses a request whose body was not read: it could not be distinguished', async () => {
    await start();
    server().addContentTypeParser('multipart/form-data', (_request, body, done) => {
      body.resume();
      done(null);
    });
    await ready();
    expect(await inject('/notes', '--x', { 'content-type': 'multipart/form-data' })).toMatch(
      '500 requests cannot be distinguished',
    );
    expect(handled).toBe(0);
  });

  it('reads each header line, even of a request without a socket', async () => {
    await start();
    await ready();
    expect(await inject('/notes', {}, { 'idempotency-key': '"k1";a=1' })).toMatch('201');
    expect(await inject('/notes', {})).toMatch('replayed');
    expect(await inject('/notes', {}, { 'idempotency-key': ['k1', 'k1'] })).toBe(
      '400 idempotency_key_malformed',
    );
  });

  it('reports a handler that returned no execution', async () => {
    await start();
    await ready();
    expect(await inject('/forgetful', {})).toMatch(
      '500 a handler with @Idempotent() must return the Execution',
    );
  });
});

describe('a service whose key store is unreachable', () => {
  let app: NestFastifyApplication;
  let client: Client;

  beforeAll(async () => {
    const pool = new Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 800 });
    app = await bootService({
      name: 'notes',
      config: testSettings('shop'),
      openApi: { title: 'Notes', description: 'For tests.' },
      module: (logger) => ({
        module: NoteModule,
        imports: [IdempotencyModule.forRoot({ logger, pool, maxRunMs: 1_000 })],
      }),
    });
    client = new Client(await app.getUrl(), 'shop-secret');
  });
  afterAll(async () => {
    client.close();
    await app.close();
  });

  it.each(['/notes', '/orders'])('returns 503 with Retry-After for %s, and runs nothing', async (path) => {
    const got = await client.send(path, { key: 'k1', body: {} });
    expect([problemOf(got), got.headers['retry-after']]).toEqual(['503 service_unavailable', '1']);
    expect(handled).toBe(path === '/orders' ? 1 : 0);
  });
});
