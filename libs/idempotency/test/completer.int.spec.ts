import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { Completer } from '../src/index.ts';
import { KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';

describe('Completer', () => {
  let on: KeysOnPostgres;

  beforeAll(async () => {
    on = await KeysOnPostgres.open();
  });
  beforeEach(() => on.forget());
  afterAll(() => on.close());

  /** More than two batches. */
  async function abandon(): Promise<void> {
    for (let n = 0; n < 45; n += 1) await on.dieCalling(`k${n}`);
    await on.endLeases();
  }

  /** A completer that polls once, and the number of its batches. */
  function startCompleter(operation: Placing) {
    const keys = on.newKeys({ completerPollMs: 3_600_000 });
    keys.register(operation);
    const begun: number[] = [];
    const complete = keys.completeAbandoned.bind(keys);
    keys.completeAbandoned = (limit) => {
      begun.push(limit);
      return complete(limit);
    };
    const completer = new Completer(keys, pino({ level: 'silent' }));
    completer.onApplicationBootstrap();
    return { completer, begun };
  }

  it('goes on without a pause while it completes operations', async () => {
    await abandon();
    const tea = placing('tea');
    const { completer, begun } = startCompleter(tea);
    await eventually(() => expect(begun).toHaveLength(3));
    await completer.onModuleDestroy();
    expect(tea.calls).toHaveLength(45);
  });

  it('pauses after a batch of which nothing could be completed', async () => {
    await abandon();
    const down = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
    const { completer, begun } = startCompleter(down);
    const measured = 'idempotency_unfinished_keys{state="running"} 25';
    await eventually(async () => expect(await metrics.metrics()).toContain(measured));
    await completer.onModuleDestroy();
    expect([begun, down.calls.length]).toEqual([[20], 20]);
  });

  it('measures unfinished keys while an operation takes long', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<string>();
    const { completer } = startCompleter(placing('tea', { call: () => mayEnd }));
    const measured = 'idempotency_unfinished_keys{state="running"} 1';
    await eventually(async () => expect((await metrics.metrics()).split('\n')).toContain(measured));
    end('tea done');
    await completer.onModuleDestroy();
  });

  it('takes what has been due for longest, so that a long queue delays nothing forever', async () => {
    await abandon();
    const [{ key_hash: youngest }] = (
      await on.pool.query<{ key_hash: string }>(
        `update idempotency_key set lease_until = lease_until - interval '1 hour'
         where created_at = (select max(created_at) from idempotency_key) returning key_hash`,
      )
    ).rows as [{ key_hash: string }];
    const keys = on.newKeys();
    keys.register(placing('tea'));
    expect(await keys.completeAbandoned(1)).toMatchObject({ done: 1 });
    const { rows } = await on.pool.query(`select key_hash from idempotency_key where state = 'done'`);
    expect(rows).toEqual([{ key_hash: youngest }]);
  });

  it('lets its process execute only what it can complete after a crash', async () => {
    const keys = on.newKeys();
    const completer = new Completer(keys, pino({ level: 'silent' }));
    completer.onApplicationBootstrap();
    await completer.onModuleDestroy();
    await expect(keys.execute(requestOf('k'), placing('tea'), null)).rejects.toThrow(
      'placing is not registered: call register before execute',
    );
  });

  it('waits for an operation that runs, and then ends the lease of its process', async () => {
    const [called, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const keys = on.newKeys();
    const call = async (): Promise<string> => {
      called.resolve();
      await end.promise;
      return 'tea done';
    };
    const running = keys.execute(requestOf('k'), placing('tea', { call }), null);
    await called.promise;
    const completer = new Completer(keys, pino({ level: 'silent' }));
    const order: string[] = [];
    const stopped = completer.beforeApplicationShutdown().then(() => order.push('stopped'));
    const lives = async (): Promise<unknown> =>
      (await on.pool.query('select idempotency_owner_lives($1) as lives', [keys.lease.owner])).rows[0];
    expect(await lives()).toEqual({ lives: true });
    end.resolve();
    await Promise.all([running.then(() => order.push('ran')), stopped]);
    expect(order).toEqual(['ran', 'stopped']);
    expect(await lives()).toEqual({ lives: false });
  });
});
