import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, type TestDatabase, testDatabase } from '@holdfast/testing';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Module,
  type NestInterceptor,
  Post,
  RequestTimeoutException,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Client as PgClient, Pool } from 'pg';
import { pino } from 'pino';
import { concatMap, firstValueFrom, from, map, mergeMap, type Observable, of, race, throwError } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import {
  type Execution,
  IdempotencyKey,
  IdempotencyKeys,
  IdempotencyModule,
  Idempotent,
  type IdempotentRequest,
  IdempotentTransaction,
  type Transaction,
  Tx,
} from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { Client, type Got, isReplay, replayable } from './http-client.fixture.ts';
import { placing } from './placing.fixture.ts';

type Outer = (responses: Observable<unknown>) => Observable<unknown>;

const script: { outer: Outer; handle: (tx: Transaction) => unknown } = {
  outer: (responses) => responses,
  handle: () => ({}),
};

@Controller()
class NoteController {
  constructor(private readonly keys: IdempotencyKeys) {
    keys.register(placing('tea'));
  }

  @Post('notes')
  @IdempotentTransaction({ scope: 'public' })
  write(@Tx() tx: Transaction): unknown {
    return script.handle(tx);
  }

  @Post('orders')
  @Idempotent({ scope: 'public' })
  place(@IdempotencyKey() request: IdempotentRequest): Promise<Execution> {
    return this.keys.execute(request, placing('tea'), null);
  }
}

@Module({ controllers: [NoteController] })
class NoteModule {}

class OuterInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return script.outer(next.handle());
  }
}

let database: TestDatabase;
let pool: Pool;
let app: NestFastifyApplication;
let client: Client;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url, max: 5 });
  await pool.query(createIdempotencySchema);
  await pool.query(
    'create table note (text text); create table effect (operation_id uuid, item text, step text)',
  );
  const logger = pino({ level: 'silent' });
  const orm = TypeOrmModule.forRoot({ type: 'postgres', url: database.url, extra: { max: 2 } });
  const keys = IdempotencyModule.forRoot({ logger, maxRunMs: 10_000 });
  app = await NestFactory.create<NestFastifyApplication>(
    { module: NoteModule, imports: [orm, keys] },
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  app.useGlobalInterceptors(new OuterInterceptor());
  await app.listen(0, '127.0.0.1');
  client = new Client(await app.getUrl());
});
beforeEach(async () => {
  script.outer = (responses) => responses;
  script.handle = async (tx) => (await tx.query(`insert into note values ('note')`), { noteId: 1 });
  await pool.query('truncate note, effect, idempotency_key');
});
afterAll(async () => {
  client.close();
  await app.close();
  await pool.end();
  await database.drop();
});

const post = (key: string, path = '/notes', signal?: AbortSignal): Promise<Got> =>
  client.send(path, { key, body: {}, ...(signal ? { signal } : {}) });

const rows = async (table: string): Promise<number> =>
  (await pool.query(`select from ${table}`)).rowCount ?? 0;

const nothingRemains = async (): Promise<void> => {
  await eventually(async () => {
    const open = `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
    expect((await pool.query(open)).rowCount).toBe(0);
  });
  expect([await rows('note'), await rows('idempotency_key')]).toEqual([0, 0]);
};

/** A handler that runs, with a statement in progress, until the test releases it. */
const atWork = async (goOn: (tx: Transaction) => Promise<unknown>) => {
  const lock = new PgClient({ connectionString: database.directUrl });
  await lock.connect();
  await lock.query('select pg_advisory_lock(42)');
  const ended = Promise.withResolvers<unknown>();
  script.handle = async (tx) => {
    await tx.query(`insert into note values ('early')`);
    await tx.query('select pg_advisory_xact_lock(42)');
    await goOn(tx).then(ended.resolve, ended.resolve);
  };
  return {
    isRunning: () =>
      eventually(async () => {
        const { rowCount } = await pool.query(
          `select from pg_locks join pg_database d on d.oid = database and datname = current_database()
           where locktype = 'advisory' and not granted`,
        );
        expect(rowCount).toBe(1);
      }),
    letGo: async () => {
      await lock.end();
    },
    outcome: ended.promise,
  };
};

describe('an interceptor or filter outside the keys', () => {
  it('changes a response once: a replay is not changed again', async () => {
    script.outer = map((data) => ({ data }));
    const key = uuidv7();
    const first = await post(key);
    expect(first.body.toString()).toBe('{"data":{"noteId":1}}');
    const again = await post(key);
    expect([replayable(again), isReplay(again)]).toEqual([replayable(first), true]);
  });

  it('does not change the response of an operation', async () => {
    script.outer = map((data) => ({ data }));
    const first = await post(uuidv7(), '/orders');
    expect([first.status, first.body.toString()]).toEqual([201, '{"outcome":"tea done"}']);
    expect(first.headers).toMatchObject({
      location: '/orders/1',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('may take only the first value', async () => {
    script.outer = (responses) => from(firstValueFrom(responses));
    expect((await post(uuidv7())).status).toBe(201);
    expect(await rows('note')).toBe(1);
  });

  it('refuses after the handler: everything is rolled back, and the key is free', async () => {
    script.outer = map(() => {
      throw new ForbiddenException();
    });
    const key = uuidv7();
    expect((await post(key)).status).toBe(403);
    await nothingRemains();
    script.outer = (responses) => responses;
    expect((await post(key)).status).toBe(201);
  });

  it.each(['/notes', '/orders'])('refuses a replay of %s: the stored response is not sent', async (path) => {
    const key = uuidv7();
    await post(key, path);
    script.outer = map(() => {
      throw new ForbiddenException();
    });
    const refused = await post(key, path);
    expect([refused.status, isReplay(refused)]).toEqual([403, false]);
    expect(refused.headers).not.toHaveProperty('location');
  });

  it.each(['/notes', '/orders'])('fails on a replay of %s: the stored response is sent', async (path) => {
    const key = uuidv7();
    const first = await post(key, path);
    script.outer = map((response) => (response as { items: unknown[] }).items.length);
    expect(replayable(await post(key, path))).toEqual(replayable(first));
  });

  describe('when it stops waiting for the handler', () => {
    /** A time limit that the test ends. */
    const limitTime = (instead: Observable<unknown>): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      script.outer = (responses) => race(responses, from(promise).pipe(mergeMap(() => instead)));
      return resolve;
    };

    it.each<[string, (tx: Transaction) => Promise<unknown>, string]>([
      ['directly', (tx) => tx.query(`insert into note values ('late')`), 'the transaction is over'],
      ['by its entity manager', (tx) => tx.manager!.query(`insert into note values ('late')`), 'released'],
    ])(
      'returns 408, rolls everything back, and fails later writes of the handler %s',
      async (_, writeLate, reason) => {
        const timeIsUp = limitTime(throwError(() => new RequestTimeoutException()));
        const handler = await atWork(writeLate);
        const key = uuidv7();
        const response = post(key);
        await handler.isRunning();
        timeIsUp();
        await new Promise(setImmediate); // The rollback is queued behind the running statement.
        await handler.letGo();
        expect((await response).status).toBe(408);
        expect(String(await handler.outcome)).toContain(reason);
        await nothingRemains();
        script.outer = (responses) => responses;
        script.handle = () => ({ again: true });
        expect((await post(key)).body.toString()).toBe('{"again":true}');
      },
    );

    it('and reports success, returns 500: everything was rolled back', async () => {
      const timeIsUp = limitTime(of({ pretends: true }));
      const handler = await atWork(() => Promise.resolve());
      const response = post(uuidv7());
      await handler.isRunning();
      timeIsUp();
      await new Promise(setImmediate);
      await handler.letGo();
      expect((await response).status).toBe(500);
      await nothingRemains();
    });
  });
});

describe('a handler that returns an Observable', () => {
  it('responds with its last value, and commits everything written until then', async () => {
    const words = (tx: Transaction) =>
      from(['one', 'two']).pipe(
        concatMap(async (text) => (await tx.query('insert into note values ($1)', [text]), { text })),
      );
    script.handle = words;
    expect((await post(uuidv7())).body.toString()).toBe('{"text":"two"}');
    expect(await rows('note')).toBe(2);
  });

  it('is rolled back if its client hangs up: Nest ends it without a response', async () => {
    const running = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    script.handle = (tx) =>
      from(
        tx.query(`insert into note values ('early')`).then(async () => {
          running.resolve();
          await never.promise;
        }),
      );
    const hangUp = new AbortController();
    const response = post(uuidv7(), '/notes', hangUp.signal);
    await running.promise;
    hangUp.abort();
    await expect(response).rejects.toThrow();
    await nothingRemains();
  });
});
