import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Database,
  type Ending,
  type IdempotentRequest,
  idempotentRequest,
  IdempotencyKeys,
  jsonAnswer,
  type Operation,
} from '../src/index.ts';
import { createIdempotencySchema, dropIdempotencySchema } from '../src/schema.ts';
import { edgeErrors, Problem } from '@holdfast/service-defaults';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { Pool } from 'pg';

interface Input {
  readonly item: string;
}

const leaseMs = 60_000;

let server: TestDatabase;
let pool: Pool;
let statements = 0;
let database: Database;
let keys: IdempotencyKeys;

beforeAll(async () => {
  server = await testDatabase();
  pool = new Pool({ connectionString: server.url, max: 20 });
  database = {
    query: async <T>(text: string, values: unknown[]): Promise<T> => {
      statements += 1;
      return (await pool.query(text, values)).rows as T;
    },
  };
  keys = new IdempotencyKeys(database, { leaseMs });
  await pool.query(createIdempotencySchema);
  await pool.query('create table effect (operation_id uuid, item text, step text)');
});

afterAll(async () => {
  await pool.end();
  await server.drop();
});

beforeEach(async () => {
  await pool.query('truncate idempotency_key; truncate effect');
  statements = 0;
});

const requestOf = (key: string, body = '{"item":"tea"}', caller = 'shop'): IdempotentRequest =>
  idempotentRequest(caller, key, { method: 'POST', path: '/orders', query: '', body: Buffer.from(body) });

interface EffectRow {
  readonly step: string;
  readonly item: string;
  readonly operation_id: string;
}

const effects = async (): Promise<EffectRow[]> =>
  (await pool.query<EffectRow>('select * from effect order by step')).rows;

const writeEffect = (step: string, from: 'claim' | 'ending', item: string): Ending['writes'][number] => ({
  name: `${step}_row`,
  text: `insert into effect select operation_id, $1, $2 from ${from} returning 1`,
  values: [item, step],
});

/** Places an order of one item: writes a row with the claim, calls, writes a row with the finish. */
function placing(
  item: string,
  over: Partial<Operation<null, Input, string>> = {},
): Operation<null, Input, string> & { calls: { input: Input; operationId: string }[] } {
  const calls: { input: Input; operationId: string }[] = [];
  return {
    calls,
    name: 'placing',
    begin: () => ({ input: { item }, writes: [writeEffect('began', 'claim', item)] }),
    finish: (outcome) => ({
      answer: jsonAnswer(201, { outcome }, { location: '/orders/1' }),
      isFinal: true,
      writes: [writeEffect('finished', 'ending', outcome)],
    }),
    ...over,
    call: (input, operationId) => {
      calls.push({ input, operationId });
      return over.call ? over.call(input, operationId) : Promise.resolve(`${input.item} done`);
    },
  };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no problem',
    (error: unknown) => (error instanceof Problem ? error.kind.code : String(error)),
  );

const leaseIsOver = (): Promise<unknown> =>
  pool.query(`update idempotency_key set lease_until = clock_timestamp() - interval '1 second'`);

/** Begins an operation whose owner dies during its call. */
async function dieCalling(key: string): Promise<{ calls: unknown[] }> {
  const dying = placing('tea', { call: () => new Promise<string>(() => undefined) });
  const before = (await effects()).length;
  void keys.execute(requestOf(key), dying, null);
  while ((await effects()).length === before) await new Promise(setImmediate);
  return dying;
}

describe('IdempotencyKeys.execute', () => {
  it('runs a new operation: both writes, one call, two statements in all', async () => {
    const operation = placing('tea');
    const { answer, isReplay } = await keys.execute(requestOf('k'), operation, null);
    expect(isReplay).toBe(false);
    expect(answer).toEqual(jsonAnswer(201, { outcome: 'tea done' }, { location: '/orders/1' }));
    expect(statements).toBe(2);
    expect((await effects()).map(({ step }) => step)).toEqual(['began', 'finished']);
    expect(new Set((await effects()).map((row) => row.operation_id))).toEqual(
      new Set([operation.calls[0]?.operationId]),
    );
  });

  it('replays the same answer with one statement, and runs nothing', async () => {
    const first = await keys.execute(requestOf('k'), placing('tea'), null);
    statements = 0;
    const again = placing('tea');
    const second = await keys.execute(requestOf('k'), again, null);
    expect(second).toEqual({ answer: first.answer, isReplay: true });
    expect(again.calls).toEqual([]);
    expect(statements).toBe(1);
    expect(await effects()).toHaveLength(2);
  });

  it('lets one of 50 simultaneous twins run; the others are told to come back, or get its answer', async () => {
    const operation = placing('tea');
    const codes = await Promise.all(
      Array.from({ length: 50 }, () => codeOf(keys.execute(requestOf('k'), operation, null))),
    );
    expect(operation.calls).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['no problem', 'idempotency_in_flight']));
    expect(await effects()).toHaveLength(2);
  });

  describe('when the key was used with another request', () => {
    it('refuses, and the first answer stays', async () => {
      const first = await keys.execute(requestOf('k'), placing('tea'), null);
      expect(await codeOf(keys.execute(requestOf('k', '{"item":"rope"}'), placing('rope'), null))).toBe(
        'idempotency_key_reused',
      );
      expect((await keys.execute(requestOf('k'), placing('tea'), null)).answer).toEqual(first.answer);
    });

    it('says so even while the first is still running', async () => {
      const codes: string[] = [];
      await keys.execute(
        requestOf('k'),
        placing('tea', {
          call: async () => {
            codes.push(await codeOf(keys.execute(requestOf('k', '{"item":"rope"}'), placing('rope'), null)));
            codes.push(await codeOf(keys.execute(requestOf('k'), placing('tea'), null)));
            return 'done';
          },
        }),
        null,
      );
      expect(codes).toEqual(['idempotency_key_reused', 'idempotency_in_flight']);
    });
  });

  it('keeps callers apart: the same key of another caller is another key', async () => {
    await keys.execute(requestOf('k'), placing('tea'), null);
    const other = await keys.execute(requestOf('k', '{"item":"rope"}', 'other'), placing('rope'), null);
    expect(other.isReplay).toBe(false);
    expect(await effects()).toHaveLength(4);
  });

  describe('when the call throws', () => {
    it('stores no answer, and the next request goes on with the stored input under the same operation id', async () => {
      const failing = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
      await expect(keys.execute(requestOf('k'), failing, null)).rejects.toThrow('no answer');
      const next = placing('what a later version would build');
      const { answer } = await keys.execute(requestOf('k'), next, null);
      expect(answer.body).toBe('{"outcome":"tea done"}');
      expect(next.calls).toEqual(failing.calls);
      expect((await effects()).map(({ step }) => step)).toEqual(['began', 'finished']);
    });
  });

  describe('when the ending is not final', () => {
    it('answers, stores its writes, and lets the next request go on', async () => {
      const pending = placing('tea', {
        finish: () => ({
          answer: jsonAnswer(202, {}),
          isFinal: false,
          writes: [writeEffect('pending', 'ending', 'tea')],
        }),
      });
      expect((await keys.execute(requestOf('k'), pending, null)).answer.status).toBe(202);
      expect((await keys.execute(requestOf('k'), placing('tea'), null)).answer.status).toBe(201);
      expect((await effects()).map(({ step }) => step)).toEqual(['began', 'finished', 'pending']);
    });
  });

  describe('when the owner dies in the middle of its call', () => {
    it('hands the operation to the next request once the lease is over', async () => {
      const successor = placing('tea');
      let answerOfSuccessor: unknown;
      const zombie = placing('tea', {
        call: async () => {
          await leaseIsOver();
          answerOfSuccessor = (await keys.execute(requestOf('k'), successor, null)).answer;
          return 'the zombie wakes up';
        },
      });
      expect(await codeOf(keys.execute(requestOf('k'), zombie, null))).toBe('idempotency_in_flight');
      expect(successor.calls).toEqual(zombie.calls);
      expect((await keys.execute(requestOf('k'), placing('tea'), null)).answer).toEqual(answerOfSuccessor);
      expect((await effects()).map(({ item }) => item).sort()).toEqual(['tea', 'tea done']);
    });

    it('keeps a dead owner that wakes up from writing while its successor is still at work', async () => {
      const { promise: zombieIsDone, resolve: tellZombieIsDone } = Promise.withResolvers<string>();
      const successor = placing('tea', { call: () => zombieIsDone });
      let successorsAnswer: Promise<unknown> = Promise.reject(new Error('not yet'));
      successorsAnswer.catch(() => undefined);
      const zombie = placing('tea', {
        call: async () => {
          await leaseIsOver();
          successorsAnswer = keys.execute(requestOf('k'), successor, null);
          while (successor.calls.length === 0) await new Promise(setImmediate);
          return 'the zombie wakes up';
        },
      });
      expect(await codeOf(keys.execute(requestOf('k'), zombie, null))).toBe('idempotency_in_flight');
      expect((await effects()).map(({ step }) => step)).toEqual(['began']);
      tellZombieIsDone('the successor');
      await successorsAnswer;
      expect((await effects()).map(({ item }) => item)).toEqual(['tea', 'the successor']);
    });

    it('gives it to exactly one of 20 that come at once', async () => {
      await dieCalling('k');
      await leaseIsOver();
      const successor = placing('tea');
      await Promise.allSettled(
        Array.from({ length: 20 }, () => keys.execute(requestOf('k'), successor, null)),
      );
      expect(successor.calls).toHaveLength(1);
      expect(await effects()).toHaveLength(2);
    });
  });

  describe('when begin refuses', () => {
    const refusing = placing('tea', {
      begin: () => {
        throw new Problem(edgeErrors.validationFailed, 'the price has changed');
      },
    });

    it('stores nothing, and the key stays free', async () => {
      expect(await codeOf(keys.execute(requestOf('k'), refusing, null))).toBe('validation_failed');
      expect((await keys.execute(requestOf('k'), placing('tea'), null)).isReplay).toBe(false);
    });

    it('still replays what an earlier version accepted', async () => {
      const first = await keys.execute(requestOf('k'), placing('tea'), null);
      expect(await keys.execute(requestOf('k'), refusing, null)).toEqual({
        answer: first.answer,
        isReplay: true,
      });
    });
  });

  it('stores neither answer nor writes when one of the last writes fails', async () => {
    const broken = placing('tea', {
      finish: () => ({
        answer: jsonAnswer(201, {}),
        isFinal: true,
        writes: [
          writeEffect('finished', 'ending', 'tea'),
          { name: 'broken', text: 'insert into effect select 1/0, operation_id from ending', values: [] },
        ],
      }),
    });
    await expect(keys.execute(requestOf('k'), broken, null)).rejects.toThrow();
    expect((await effects()).map(({ step }) => step)).toEqual(['began']);
    const { rows } = await pool.query('select state from idempotency_key');
    expect(rows).toEqual([{ state: 'running' }]);
  });
});

describe('IdempotencyKeys.completeAbandoned', () => {
  const completing = (operation: ReturnType<typeof placing>): IdempotencyKeys => {
    const other = new IdempotencyKeys(database, { leaseMs });
    other.register(operation);
    return other;
  };

  it('ends what a dead owner left, under its operation id and with its input, and the answer waits for the client', async () => {
    const dead = await dieCalling('k');
    await leaseIsOver();
    const operation = placing('what this process would build');
    expect(await completing(operation).completeAbandoned(10)).toEqual({ taken: 1, failures: [] });
    expect(operation.calls).toEqual(dead.calls);
    const { answer, isReplay } = await keys.execute(requestOf('k'), placing('tea'), null);
    expect([answer.body, isReplay]).toEqual(['{"outcome":"tea done"}', true]);
    expect((await effects()).map(({ step }) => step)).toEqual(['began', 'finished']);
  });

  it('leaves alone what somebody is still working on, what is done, and what it does not know', async () => {
    const operation = placing('tea');
    const other = completing(operation);
    await dieCalling('k');
    await keys.execute(requestOf('done'), placing('tea'), null);
    expect(await other.completeAbandoned(10)).toEqual({ taken: 0, failures: [] });
    await leaseIsOver();
    await pool.query(`update idempotency_key set operation = 'of another service'`);
    expect(await other.completeAbandoned(10)).toEqual({ taken: 0, failures: [] });
    expect(operation.calls).toEqual([]);
  });

  it('shares the work among several that look at once: each operation is taken by one', async () => {
    for (let n = 0; n < 12; n += 1) await dieCalling(`k${n}`);
    await leaseIsOver();
    const operation = placing('tea');
    const others = Array.from({ length: 5 }, () => completing(operation));
    const results = await Promise.all(others.map((other) => other.completeAbandoned(10)));
    expect(results.reduce((sum, { taken }) => sum + taken, 0)).toBe(12);
    expect(new Set(operation.calls.map(({ operationId }) => operationId)).size).toBe(12);
    expect(operation.calls).toHaveLength(12);
  });

  it('gives the key back when going on fails, and tells why', async () => {
    await dieCalling('k');
    await leaseIsOver();
    const failing = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
    const { taken, failures } = await completing(failing).completeAbandoned(10);
    expect([taken, String(failures[0])]).toEqual([1, 'Error: no answer']);
    expect((await keys.execute(requestOf('k'), placing('tea'), null)).answer.status).toBe(201);
  });

  it('refuses two operations of one name', () => {
    expect(() => completing(placing('tea')).register(placing('rope'))).toThrow(
      'two operations are named placing',
    );
  });
});

describe('the schema', () => {
  it('goes away and comes back', async () => {
    await pool.query(dropIdempotencySchema);
    await pool.query(createIdempotencySchema);
    expect((await keys.execute(requestOf('k'), placing('tea'), null)).isReplay).toBe(false);
  });
});
