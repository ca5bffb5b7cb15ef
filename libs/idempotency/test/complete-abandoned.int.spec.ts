import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type IdempotencyKeys } from '../src/index.ts';
import { codeOf, KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';

let on: KeysOnPostgres;

beforeAll(async () => {
  on = await KeysOnPostgres.open();
});
beforeEach(() => on.forget());
afterAll(() => on.close());

describe('IdempotencyKeys.completeAbandoned', () => {
  const completing = (operation: Placing): IdempotencyKeys => {
    const other = on.newKeys();
    other.register(operation);
    return other;
  };

  /** A request for it stops while this process counts its key as active. */
  const stoppingBeforeItsClaim = (placed: Placing) => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    const begin: Placing['begin'] = async (...command) => {
      arrive();
      await mayGoOn;
      return placed.begin(...command);
    };
    return { operation: { ...placed, begin }, arrived, goOn };
  };

  const untilEpoch = (epoch: number): Promise<void> =>
    eventually(async () => {
      expect((await on.pool.query('select epoch from idempotency_key')).rows).toEqual([{ epoch }]);
    });

  it('completes what a crashed owner left, with its operation ID and input, and stores the response for the client', async () => {
    const dead = await on.dieCalling('k');
    await on.endLeases();
    const operation = placing('what this process would build');
    expect(await completing(operation).completeAbandoned(10)).toEqual({ taken: 1, done: 1, failures: [] });
    expect(operation.calls).toEqual(dead.calls);
    const { response, isReplay } = await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect([response.body.toString(), isReplay]).toEqual(['{"outcome":"tea done"}', true]);
    expect((await on.effects()).map(({ step }) => step)).toEqual(['began', 'finished']);
  });

  it('says when an operation was resumed, whether or not it could be completed', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    const resumed: string[] = [];
    const failing = on.newKeys();
    const call = (): Promise<never> => Promise.reject(new Error('no answer'));
    failing.register(placing('tea', { call }), () => resumed.push('failing'));
    expect(await failing.completeAbandoned(10)).toMatchObject({
      taken: 1,
      failures: [{ message: 'no answer' }],
    });
    expect(resumed).toEqual(['failing']);
    await on.pool.query('update idempotency_key set drive_at = clock_timestamp()');
    const other = on.newKeys();
    other.register(placing('tea'), () => resumed.push('other'));
    expect(await other.completeAbandoned(10)).toEqual({ taken: 1, done: 1, failures: [] });
    expect(await other.completeAbandoned(10)).toEqual({ taken: 0, done: 0, failures: [] });
    expect(resumed).toEqual(['failing', 'other']);
  });

  it('skips operations that are running, done or unknown to it', async () => {
    const operation = placing('tea');
    const other = completing(operation);
    await on.dieCalling('k');
    await on.keys.execute(requestOf('done'), placing('tea'), null);
    expect(await other.completeAbandoned(10)).toEqual({ taken: 0, done: 0, failures: [] });
    await on.endLeases();
    await on.pool.query(`update idempotency_key set operation = 'of another service'`);
    expect(await other.completeAbandoned(10)).toEqual({ taken: 0, done: 0, failures: [] });
    expect(operation.calls).toEqual([]);
  });

  it('shares the work among concurrent completers: each operation is taken over by one', async () => {
    for (let n = 0; n < 12; n += 1) await on.dieCalling(`k${n}`);
    await on.endLeases();
    const operation = placing('tea');
    const others = Array.from({ length: 5 }, () => completing(operation));
    const results = await Promise.all(others.map((other) => other.completeAbandoned(10)));
    expect(results.reduce((sum, { taken }) => sum + taken, 0)).toBe(12);
    expect(new Set(operation.calls.map(({ key }) => key)).size).toBe(12);
    expect(operation.calls).toHaveLength(12);
  });

  it('leaves a key to a process that has started and taken it over during the search', async () => {
    const died = (key: string): Promise<unknown> =>
      on.pool.query(
        `update idempotency_key set owner = gen_random_uuid(), lease_until = lease_until - interval '1 second'
         where key_hash = $1`,
        [requestOf(key).keyHash],
      );
    // A search checks the owner of each, which takes long enough to start a process meanwhile.
    await on.dieCalling('other');
    await died('other');
    await on.pool.query(
      `insert into idempotency_key
       select (jsonb_populate_record(k, jsonb_build_object('key_hash', gen_random_uuid(), 'operation_id', gen_random_uuid()))).*
       from idempotency_key k, generate_series(1, 5000)`,
    );
    await on.dieCalling('k');
    await died('k');
    await died('k');
    const completed = completing(placing('tea')).completeAbandoned(1);
    await eventually(
      async () => {
        const searches = `select from pg_stat_activity
          where query like '%with abandoned as%' and state = 'active' and datname = current_database() and pid <> pg_backend_pid()`;
        expect((await on.pool.query(searches)).rowCount).toBe(1);
      },
      { intervalMs: 1 },
    );
    const started = await on.pool.query(
      `with owner as (
         insert into idempotency_process (owner, lease_until)
         values (gen_random_uuid(), clock_timestamp() + interval '1 minute') returning owner
       )
       update idempotency_key k set epoch = 2, owner = owner.owner from owner where key_hash = $1 and epoch = 1`,
      [requestOf('k').keyHash],
    );
    expect(started.rowCount).toBe(1);
    expect(await completed).toMatchObject({ taken: 1 });
    const { rows } = await on.pool.query('select epoch from idempotency_key where key_hash = $1', [
      requestOf('k').keyHash,
    ]);
    expect(rows).toEqual([{ epoch: 2 }]);
  });

  it('leaves a key to a request of the same process that is about to claim it', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    const [called, end] = Array.from({ length: 2 }, () => Promise.withResolvers<void>());
    let isCalling = false;
    const placingOnce = placing('tea', {
      call: async () => {
        if (isCalling) throw new Error('the same call is in progress');
        isCalling = true;
        called!.resolve();
        await end!.promise;
        return 'tea done';
      },
    });
    const { operation, arrived, goOn } = stoppingBeforeItsClaim(placingOnce);
    const keys = completing(operation);
    const response = keys.execute(requestOf('k'), operation, null);
    await arrived;
    const completer = keys.completeAbandoned(10);
    await untilEpoch(2);
    goOn();
    await untilEpoch(3);
    await called!.promise;
    end!.resolve();
    expect((await response).response.status).toBe(201);
    expect(operation.calls).toHaveLength(1);
    expect(await completer).toEqual({ taken: 1, done: 0, failures: [] });
  });

  it('completes a key that a request of the same process wants at the same time and does not get', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    const { operation, arrived, goOn } = stoppingBeforeItsClaim(placing('tea'));
    const keys = completing(operation);
    const response = keys.execute(requestOf('k'), operation, null);
    await arrived;
    const completer = keys.completeAbandoned(10);
    await untilEpoch(2);
    const another = await on.pool.connect();
    await another.query('begin');
    await another.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [requestOf('k').keyHash]);
    goOn();
    expect(await codeOf(response)).toBe('idempotency_in_flight');
    another.release(true);
    expect(await completer).toEqual({ taken: 1, done: 1, failures: [] });
    expect((await keys.replay(requestOf('k')))?.status).toBe(201);
    expect(operation.calls).toHaveLength(1);
  });

  it('completes the others if one row has no input, and returns its failure', async () => {
    for (const key of ['broken', 'k']) await on.dieCalling(key);
    await on.endLeases();
    await on.pool.query('update idempotency_key set input = null where key_hash = $1', [
      requestOf('broken').keyHash,
    ]);
    const { taken, done, failures } = await completing(placing('tea')).completeAbandoned(10);
    expect([taken, done, failures.length]).toEqual([2, 1, 1]);
    expect(String(failures[0])).toContain('is unfinished but has no recovery point or no input');
  });

  it('releases the key if resuming fails, and returns the reason', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    const failing = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
    const { taken, failures } = await completing(failing).completeAbandoned(10);
    expect([taken, String(failures[0])]).toEqual([1, 'Error: no answer']);
    expect((await on.keys.execute(requestOf('k'), placing('tea'), null)).response.status).toBe(201);
  });

  it('refuses two operations with the same name', () => {
    expect(() => completing(placing('tea')).register(placing('rope'))).toThrow(
      'two operations are named placing',
    );
  });
});
