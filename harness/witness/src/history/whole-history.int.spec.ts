import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createDatabases,
  embeddedPostgresUrl,
  freePort,
  type ManagedProcess,
  startPostgres,
} from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import { Databases } from '../ledgers/databases.ts';
import { type Commit, type RowChange } from './commit.ts';
import { WholeHistory } from './whole-history.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-history-'));
chmodSync(dataDir, 0o777);
let port: number;
let server: ManagedProcess;
let databases: Databases;
let history: WholeHistory;

const start = (postgres: Record<string, string>): Promise<ManagedProcess> =>
  startPostgres({ dataDir, port, isDurable: false, more: postgres });
const url = (): string => embeddedPostgresUrl(port);
const logical = { wal_level: 'logical' };

const changesOf = (commits: readonly Commit[], table: string): RowChange[] =>
  commits.flatMap(({ changes }) => changes.filter((change) => change.table === table));

beforeAll(async () => {
  port = await freePort();
  server = await start({ wal_level: 'replica' });
  databases = new Databases(url());
  // A shop without recommendations.
  await createDatabases(url(), ['checkout', 'payments', 'email']);
  await databases.query('checkout', 'create table orders (order_id text primary key, status text)');
  await databases.query('checkout', 'create table without_key (value integer)');
  await databases.query(
    'checkout',
    'create table with_key (id integer primary key, long text, other integer)',
  );
});
afterAll(async () => {
  await history.close();
  await databases.close();
  await server.kill();
  rmSync(dataDir, { recursive: true });
});

describe('the whole history of a server', () => {
  it('is refused with a reason by a server that does not log for it', async () => {
    expect(await WholeHistory.open(databases, url())).toBe(
      'its Postgres runs with wal_level=replica, not logical',
    );
    await server.stop();
    server = await start(logical);
    history = (await WholeHistory.open(databases, url(), 3_000)) as WholeHistory;
    expect([history.covers('email'), history.covers('recommendations')]).toEqual([true, false]);
  });

  it('has a status that lasts for no time at all, with the row before and after', async () => {
    await history.begin();
    await databases.query('checkout', `insert into orders values ('ord_1', 'paid')`);
    await databases.query('checkout', `update orders set status = 'gone'`);
    await databases.query('checkout', `update orders set status = 'paid'`);
    await databases.query('checkout', 'delete from orders');
    const commits = await history.read();
    expect(commits.map(({ database, isOfSuite }) => [database, isOfSuite])).toEqual(
      Array.from({ length: 4 }, () => ['checkout', false]),
    );
    expect(changesOf(commits, 'orders')).toEqual([
      { table: 'orders', kind: 'insert', before: undefined, after: { order_id: 'ord_1', status: 'paid' } },
      expect.objectContaining({ before: { order_id: 'ord_1', status: 'paid' } }),
      expect.objectContaining({ after: { order_id: 'ord_1', status: 'paid' } }),
      { table: 'orders', kind: 'delete', before: { order_id: 'ord_1', status: 'paid' }, after: undefined },
    ]);
    expect(commits.every(({ at }) => Math.abs(Date.now() - at) < 60_000)).toBe(true);
  });

  it("begins anew, marks the suite's own changes, and lets tables without a key be updated", async () => {
    await history.begin();
    await history.change('checkout', 'insert into without_key values ($1)', [1]);
    await databases.query('checkout', 'update without_key set value = 2');
    await expect(history.change('checkout', 'insert into nothing values (1)', [])).rejects.toThrow('nothing');
    const commits = await history.read();
    expect(commits.map(({ isOfSuite }) => isOfSuite)).toEqual([true, false]);
    expect(changesOf(commits, 'without_key')[1]?.before).toEqual({ value: 1 });
  });

  it('has long values that did not change, keys of deleted rows, and truncations', async () => {
    await history.begin();
    const long = `(select string_agg(gen_random_uuid()::text, '') from generate_series(1, 300))`;
    await databases.query('checkout', `insert into with_key values (1, null, 1)`);
    await databases.query('checkout', `alter table with_key replica identity full`);
    await databases.query('checkout', `update with_key set long = ${long}`);
    await databases.query('checkout', `update with_key set other = 2`);
    await databases.query('checkout', `alter table with_key replica identity default`);
    await databases.query('checkout', `update with_key set other = 3`);
    await databases.query('checkout', `delete from with_key`);
    await databases.query('checkout', `truncate with_key`);
    const [, lengthened, kept, unseen, deleted, truncated] = changesOf(await history.read(), 'with_key');
    expect(String(lengthened?.after?.['long'])).toHaveLength(300 * 36);
    expect(kept?.after).toEqual({ ...lengthened?.after, other: 2 });
    expect(unseen).toMatchObject({ before: undefined, after: { id: 1, long: undefined, other: 3 } });
    expect(deleted).toMatchObject({ before: { id: 1 }, after: undefined });
    expect(truncated).toMatchObject({ kind: 'truncate' });
  });

  it('loses and doubles no commit if Postgres is killed, frozen and stopped', async () => {
    await history.begin();
    const stop = new AbortController();
    const acknowledged: string[] = [];
    const writers = ['a', 'b', 'c', 'd'].map(async (writer) => {
      for (let number = 0; !stop.signal.aborted; number += 1) {
        const id = `${writer}${number}`;
        const insert = databases.query('checkout', `insert into orders values ($1, 'paid')`, [id]);
        await insert.then(
          () => acknowledged.push(id),
          () => sleep(20),
        );
      }
    });
    const untilWritten = async (more: number): Promise<void> => {
      const wanted = acknowledged.length + more;
      while (acknowledged.length < wanted) await sleep(5);
    };
    for (const end of ['kill', 'kill', 'stop'] as const) {
      await untilWritten(100);
      await server[end]();
      server = await start(logical);
    }
    await untilWritten(50);
    server.pause();
    await sleep(100);
    server.resume();
    await untilWritten(50);
    stop.abort();
    await Promise.all(writers);
    const commits = await history.read();
    const read = changesOf(commits, 'orders').map(({ after }) => String(after?.['order_id']));
    expect(read).toHaveLength(new Set(read).size);
    expect(acknowledged.filter((id) => !read.includes(id))).toEqual([]);
    const rows = await databases.query('checkout', 'select order_id from orders');
    expect(read.toSorted()).toEqual(rows.map((row) => String(row['order_id'])).toSorted());
    expect(commits.map(({ lsn }) => lsn)).toEqual(commits.map(({ lsn }) => lsn).toSorted());
    expect(commits.filter(({ sighting }) => sighting === undefined)).toEqual([]);
  });

  it('rejects a change whose server is killed, and goes on', async () => {
    const change = history.change('checkout', 'select pg_sleep(60)', []);
    change.catch(() => undefined);
    const running = "select 1 from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'";
    await eventually(async () => expect(await databases.query('checkout', running)).toHaveLength(1));
    await server.kill();
    await expect(change).rejects.toThrow(/terminated/);
    server = await start(logical);
    expect(await history.change('checkout', 'select 1 as one', [])).toEqual([{ one: 1 }]);
  });

  it('has seen no commit before it could be seen', async () => {
    await history.begin();
    await databases.query('checkout', `insert into orders values ('ord_2', 'paid')`);
    await databases.query('checkout', `insert into with_key values (2)`);
    const sightings = (await history.read()).map(({ at, sighting }) => ({ of: at, ...sighting }));
    expect(sightings).toHaveLength(2);
    for (const { of, before = 0, at = 0, after = 0 } of sightings) {
      expect(at).toBeGreaterThan(of);
      expect(after).toBeGreaterThan(before);
    }
  });

  it('says which database it cannot read', async () => {
    await server.kill();
    await expect(history.read()).rejects.toThrow(/^The history of \w+ cannot be read: .*ECONNREFUSED/);
    server = await start(logical);
    expect(await history.read()).not.toEqual([]);
  });
});
