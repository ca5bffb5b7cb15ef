import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import { Client } from 'pg';
import { complete, jsonResponse } from '../src/index.ts';
import { KeysOnPostgres, type Placing, placing, requestOf, writeEffect } from './placing.fixture.ts';

const page = readFileSync(path.join(repositoryRoot, 'docs/how-to/partition-keys.md'), 'utf8');

/** The statements of each block, which psql sends one by one. */
const printed = [...page.matchAll(/^```sql\n([^]*?)^```$/gm)].map(
  ([, sql = '']) => sql.match(/(?:[^;$]|\$\$[^]*?\$\$|\$(?!\$))+;/g) ?? [],
);
const switching = printed.slice(0, 3).flat();
const hourly = printed.slice(3).flat();

/** Puts every row into a random one of four days, so that no test can rely on the day. */
const anyDay = `alter table idempotency_key
  alter column day set default (clock_timestamp() at time zone 'utc')::date + floor(random() * 4)::integer`;

let on: KeysOnPostgres;

const local = (): Placing =>
  placing('tea', { begin: () => complete(jsonResponse(201, {}), [writeEffect('placed', 'claim', 'tea')]) });

async function psql(statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: on.directUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const dayName = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '_');

/** The partitions, and the number of keys in each. */
async function partitions(): Promise<Record<string, number>> {
  const { rows } = await on.pool.query<{ name: string; keys: number }>(`
    select inhrelid::regclass::text as name,
           (select count(*)::integer from idempotency_key where tableoid = inhrelid) as keys
    from pg_inherits where inhparent = 'idempotency_key'::regclass`);
  return Object.fromEntries(rows.map(({ name, keys }) => [name.replace('idempotency_key_', ''), keys]));
}

/** Sends each new key to one process and then to another, until stopped. */
async function traffic(stop: AbortSignal): Promise<{ runs: number; replays: number }> {
  const seen = { runs: 0, replays: 0 };
  const processes = [on.keys, on.newKeys()];
  const client = async (n: number): Promise<void> => {
    for (let i = 0; !stop.aborted; i += 1)
      for (const keys of processes) {
        const { isReplay } = await keys.execute(requestOf(`${n} ${i}`), placing('tea'), null);
        seen[isReplay ? 'replays' : 'runs'] += 1;
      }
  };
  await Promise.all(Array.from({ length: 6 }, (_, n) => client(n)));
  return seen;
}

const effects = async (atLeast: number): Promise<number> => {
  for (;;) {
    const { length } = await on.effects();
    if (length >= atLeast) return length;
  }
};

describe('the switch to partitions by day', () => {
  beforeAll(async () => {
    on = await KeysOnPostgres.open();
    await on.forget();
  });
  afterAll(() => on.close());

  it('fails no concurrent request, and runs none twice', async () => {
    const stopping = new AbortController();
    const ended = traffic(stopping.signal);
    await effects(50);
    await psql(switching);
    await psql(hourly);
    await effects((await on.effects()).length + 50);
    stopping.abort();
    const { runs, replays } = await ended;
    expect(runs).toBe(replays);
    expect(await on.effects()).toHaveLength(2 * runs);
    expect(await partitions()).toEqual({
      before: runs,
      default: 0,
      [dayName(1)]: 0,
      [dayName(2)]: 0,
      [dayName(3)]: 0,
    });
  });

  it('lets connections from before it work on after the first partition is gone', async () => {
    await psql([
      'drop table idempotency_key_before',
      `create table idempotency_key_now partition of idempotency_key (primary key (key_hash))
         for values from (minvalue) to ((clock_timestamp() at time zone 'utc')::date + 1)`,
    ]);
    for (const isReplay of [false, true])
      expect(await on.newKeys().execute(requestOf('k'), placing('tea'), null)).toMatchObject({ isReplay });
  });
});

describe('on partitions by day', () => {
  beforeAll(async () => {
    KeysOnPostgres.layout = [...switching, ...hourly];
    on = await KeysOnPostgres.open();
  });
  beforeEach(() => on.forget());
  afterAll(() => on.close());

  describe('a key', () => {
    beforeEach(() => psql([anyDay]));

    it('has one owner, whatever day it arrives on', async () => {
      const processes = [on.keys, on.newKeys(), on.newKeys()];
      const requests = Array.from({ length: 300 }, (_, n) => requestOf(`opaque ${n}`));
      await Promise.allSettled(
        requests.flatMap((request) => [
          ...processes.map((keys) => keys.execute(request, local(), null)),
          on.keys.transact(request, 'placing', async (tx, operationId) => {
            await tx.query('insert into effect values ($1, $2, $3)', [operationId, 'tea', 'placed']);
            return jsonResponse(201, {});
          }),
        ]),
      );
      for (const request of requests)
        expect(await on.newKeys().execute(request, local(), null)).toMatchObject({ isReplay: true });
      expect(await on.effects()).toHaveLength(300);
      expect(Object.values(await partitions()).filter((keys) => keys > 30)).toHaveLength(4);
    });

    /** One key, after others let go of lock 42. */
    const claim = (days: number): string => `
      with waited as materialized (select pg_advisory_xact_lock(42))
      insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, status, day)
      select '${requestOf('k').keyHash}', 'shop', '', 'placing', gen_random_uuid(), 'done', 201,
             (clock_timestamp() at time zone 'utc')::date + ${days}
      from waited on conflict do nothing`;

    it('has one owner, even if the second claim began before the first was committed', async () => {
      const [first, second] = [await on.pool.connect(), await on.pool.connect()];
      await first.query(`begin; ${claim(0)}`);
      const claimed = second.query(claim(1));
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;
      await eventually(async () => expect((await on.pool.query(waiting)).rowCount).toBe(1));
      await first.query('commit');
      expect((await claimed).rowCount).toBe(0);
      first.release();
      second.release();
    });

    it('is refused in a transaction that cannot see concurrent commits', async () => {
      const frozen = psql(['begin isolation level repeatable read', claim(0)]);
      await expect(frozen).rejects.toThrow('read committed');
    });
  });

  describe('the hourly statements', () => {
    /** A key that was made, and finished if it did, some days ago. */
    const store = async (key: string, days: number, finishedDays = days): Promise<void> => {
      await psql([
        `create table if not exists idempotency_key_${dayName(days)} partition of idempotency_key (primary key (key_hash))
           for values from ('${dayName(days).replaceAll('_', '-')}') to ('${dayName(days + 1).replaceAll('_', '-')}')`,
        `update idempotency_key set day = '${dayName(days).replaceAll('_', '-')}',
           finished_at = finished_at + ${finishedDays} * interval '1 day' where key_hash = '${requestOf(key).keyHash}'`,
      ]);
    };

    beforeEach(async () => {
      await on.close();
      on = await KeysOnPostgres.open();
      await on.forget();
      await psql(['drop table idempotency_key_before']);
    });

    it('drop one day each time, but none with a key that is unfinished or finished late', async () => {
      for (const key of ['older', 'old', 'late', 'recent'])
        await on.keys.execute(requestOf(key), local(), null);
      await on.dieCalling('unfinished');
      await store('older', -9);
      await store('unfinished', -8);
      await store('old', -7);
      await store('late', -6, -1);
      await store('recent', -2);
      const left = async (): Promise<string[]> => (
        await psql(hourly),
        Object.keys(await partitions()).sort()
      );
      const kept = ['default', ...[-8, -6, -2, 1, 2, 3].map(dayName)].sort();
      expect(await left()).toEqual([...kept, dayName(-7)].sort());
      expect(await left()).toEqual(kept);
      expect(await left()).toEqual(kept);
    });

    it('delete finished keys of a day that was not created in time, and create that day again', async () => {
      await psql([1, 2, 3].map((days) => `drop table idempotency_key_${dayName(days)}`));
      await on.keys.execute(requestOf('k'), local(), null);
      await psql([`update idempotency_key set day = (clock_timestamp() at time zone 'utc')::date + 2`]);
      await psql(hourly);
      expect(await partitions()).toMatchObject({ default: 1, [dayName(1)]: 0, [dayName(3)]: 0 });
      await psql([`update idempotency_key set finished_at = finished_at - interval '4 days'`, ...hourly]);
      expect(await partitions()).toMatchObject({ default: 0 });
      await psql(hourly);
      expect(await partitions()).toHaveProperty(dayName(2));
    });

    it('block no request for more than half a second, and succeed later', async () => {
      const reader = await on.pool.connect();
      await reader.query('begin; select from idempotency_key');
      await psql(hourly);
      await reader.query('commit');
      await psql([`drop table idempotency_key_${dayName(3)}`]);
      await reader.query('begin; select from idempotency_key');
      await expect(psql(hourly)).rejects.toThrow('lock timeout');
      await reader.query('commit');
      reader.release();
      await psql(hourly);
      expect(await partitions()).toHaveProperty(dayName(3));
    });
  });
});

await import('./idempotency-keys.int.spec.ts');
await import('./complete-abandoned.int.spec.ts');
