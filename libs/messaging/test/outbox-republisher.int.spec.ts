import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findOrFetchRedis, freePort, type ManagedProcess, startRedis } from '@holdfast/local-stack';
import { eventually, temporaryFolder, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { type OutboxDatabase, OutboxRelay } from '../src/index.ts';
import { OutboxRepublisher } from '../src/outbox-republisher.ts';
import { createOutboxSchema } from '../src/schema.ts';
import { aQueue, collect, waiting, write } from './outbox-fixture.ts';

const logger = pino({ level: 'silent' });
const generationKey = 'holdfast:queue-generation';

describe('an outbox whose queue server loses messages', () => {
  const folder = temporaryFolder();
  const dataDir = path.join(folder, 'redis');
  let own: TestDatabase;
  let database: DataSource;
  let server: ManagedProcess;
  let port: number;
  let redis: Redis;
  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource({ type: 'postgres', url: own.url }).initialize();
    await database.query(createOutboxSchema);
    port = await freePort();
    await startServer();
    redis = new Redis(url()).on('error', () => undefined);
  });

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
    await database.query('truncate outbox');
    await redis.flushall();
  });

  afterAll(async () => {
    redis.disconnect();
    await server.kill();
    await database.destroy();
    await own.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const url = (): string => `redis://127.0.0.1:${port}`;

  async function startServer(): Promise<void> {
    server = await startRedis({ dataDir: folder, port, program: findOrFetchRedis() });
  }

  /** A crash that loses the messages accepted since `saved`. */
  async function restartAsOf(saved: string): Promise<void> {
    await server.kill();
    rmSync(dataDir, { recursive: true });
    cpSync(saved, dataDir, { recursive: true });
    await startServer();
  }

  async function savedData(): Promise<string> {
    const saved = path.join(folder, 'saved');
    await server.kill();
    cpSync(dataDir, saved, { recursive: true });
    opened.push(() => Promise.resolve(rmSync(saved, { recursive: true })));
    await startServer();
    return saved;
  }

  function aRelay(on: OutboxDatabase = database): OutboxRelay {
    const relay = new OutboxRelay(on, url(), logger);
    opened.push(() => relay.stop());
    return relay;
  }

  function aConsumer(queue: string) {
    const consumer = collect(queue, url());
    opened.push(consumer.close);
    return consumer.deliveries;
  }

  async function writeSome(queue: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1)
      ids.push(await write(database, { queue, name: 'made' }, { n }, { aggregate: 'order 1' }));
    return ids;
  }

  const published = (agoHours: number, ids: readonly string[]) =>
    database.query(
      `update outbox set published_at = clock_timestamp() - $1 * interval '1 hour' where message_id = any($2)`,
      [agoHours, ids],
    );

  /** Their IDs are lower than its own. */
  const copiesOf = (id: string, count: number) =>
    database.query(
      `insert into outbox select (jsonb_populate_record(o, jsonb_build_object(
         'message_id', substr($1, 1, 8) || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0')))).*
       from outbox o, generate_series(1, $2) n where o.message_id = $1::uuid`,
      [id, count],
    );

  const nothingWaits = (): Promise<void> =>
    eventually(async () => expect(await waiting(database)).toEqual([]));

  it('republishes, in order, the messages that waited on a server that comes back empty', async () => {
    const queue = aQueue();
    const relay = aRelay();
    relay.start();
    const ids = await writeSome(queue, 20);
    relay.wake();
    await nothingWaits();
    await redis.flushall();
    const deliveries = aConsumer(queue);
    await eventually(() => expect(deliveries.map(({ id }) => id)).toEqual(ids));
    await nothingWaits();
  });

  it('reads a large outbox in parts that the database can read within its timeout', async () => {
    const [old = ''] = await writeSome(aQueue(), 2);
    expect(await aRelay().runOnce()).toBe(2);
    await published(3, [old]);
    await copiesOf(old, 20_000);
    await database.query('update outbox set queue_run_id = gen_random_uuid()');
    const read: number[] = [];
    const counting: OutboxDatabase = {
      query: async <T>(text: string, values: unknown[]) => {
        const rows = await database.query<T>(text, values);
        if (text.includes('unpublished as')) read.push((rows as { read: number }[])[0]?.read ?? 0);
        return rows;
      },
    };
    expect(await aRelay(counting).runOnce()).toBe(1);
    expect(read).toEqual([10_000, 10_000, 2]);
  });

  it('does the same if no relay ran at that time', async () => {
    const queue = aQueue();
    const ids = await writeSome(queue, 3);
    const before = aRelay();
    expect(await before.runOnce()).toBe(3);
    await before.stop();
    await redis.flushall();
    expect(await aRelay().runOnce()).toBe(3);
    const deliveries = aConsumer(queue);
    await eventually(() => expect(deliveries.map(({ id }) => id)).toEqual(ids));
  });

  it('republishes the messages that a server lost in a crash, and delivers the others only once', async () => {
    const queue = aQueue();
    const deliveries = aConsumer(queue);
    const done = await writeSome(queue, 2);
    expect(await aRelay().runOnce()).toBe(2);
    // A delivery is the start of a job. Its end must be on the server before that is killed.
    await eventually(async () => expect(await redis.zcard(`bull:${queue}:completed`)).toBe(2));
    const saved = await savedData();
    const lost = await writeSome(aQueue(), 2);
    expect(await aRelay().runOnce()).toBeGreaterThanOrEqual(2);
    await restartAsOf(saved);
    expect(await aRelay().runOnce()).toBe(4);
    await eventually(async () => {
      const kept = await Promise.all([...done, ...lost].map((id) => redis.keys(`bull:*:${id}`)));
      expect(kept.map((keys) => keys.length)).toEqual([1, 1, 1, 1]);
    });
    const marker = await write(database, { queue, name: 'marker' }, {});
    await eventually(async () => {
      await aRelay().runOnce();
      expect(deliveries.at(-1)?.id).toBe(marker);
    });
    expect(deliveries.map(({ id }) => id)).toEqual([...done, marker]);
  });

  it.each([0, 3])('assumes messages of two hours to be lost, no older ones, %i h later', async (hours) => {
    const [old = '', ...recent] = await writeSome(aQueue(), 3);
    expect(await aRelay().runOnce()).toBe(3);
    await published(hours + 2.1, [old]);
    await published(hours, recent);
    await restartAsOf(await savedData());
    expect(await aRelay().runOnce()).toBe(recent.length);
    expect(await aRelay().runOnce()).toBe(0);
  });

  it('republishes the same messages if the first relay crashes meanwhile', async () => {
    const [old = '', lost = '', last = ''] = await writeSome(aQueue(), 3);
    expect(await aRelay().runOnce()).toBe(3);
    await published(5.1, [old]);
    await published(4.9, [lost]);
    await published(3, [last]);
    await copiesOf(lost, 1_000);
    await restartAsOf(await savedData());
    let searches = 0;
    const crashing = aRelay({
      query: (text, values) => {
        if (text.includes('unpublished as') && (searches += 1) > 1) throw new Error('crashed');
        return database.query(text, values);
      },
    });
    await expect(crashing.runOnce()).rejects.toThrow('crashed');
    expect(await waiting(database)).toHaveLength(1_000);
    await aRelay().drain();
    const kept = `select message_id as id from outbox where published_at < now() - interval '1 hour'`;
    expect(await database.query(kept)).toEqual([{ id: old }]);
  });

  it('republishes messages of the last days to a server that comes back empty, but none older than a week', async () => {
    const ids = await writeSome(aQueue(), 2);
    const aged = '019a0000-0000-7000-8000-000000000000';
    await database.query('update outbox set message_id = $1 where message_id = $2', [aged, ids[0]]);
    expect(await aRelay().runOnce()).toBe(2);
    await published(100, ids);
    await redis.flushall();
    expect(await aRelay().runOnce()).toBe(1);
    expect(
      await database.query('select published_at is not null as kept from outbox where message_id = $1', [
        aged,
      ]),
    ).toEqual([{ kept: true }]);
  });

  it('searches the outbox once per start of the server, however often it checks', async () => {
    const asked: string[] = [];
    let checks = 0;
    const republisher = new OutboxRepublisher(
      { query: (text, values) => (asked.push(text), database.query(text, values)) },
      url(),
      logger,
      (read) => ((checks += 1), read()),
    );
    opened.push(() => Promise.resolve(republisher.close()));
    const checked = (times: number): Promise<void> =>
      eventually(async () => {
        await republisher.currentGeneration();
        expect(checks).toBeGreaterThanOrEqual(times);
      });
    await checked(1);
    const atStart = asked.length;
    expect(atStart).toBeGreaterThan(0);
    await checked(4);
    expect(asked).toHaveLength(atStart);
    await redis.flushall();
    await checked(checks + 1);
    expect(asked.length).toBeGreaterThan(atStart);
  });

  it('republishes a message added before the loss and marked after another relay checked', async () => {
    const mark = Promise.withResolvers<void>();
    const isAdded = Promise.withResolvers<void>();
    const slow = aRelay({
      query: async (text, values) => {
        if (text.includes('published_at = clock_timestamp()')) {
          isAdded.resolve();
          await mark.promise;
        }
        return database.query(text, values);
      },
    });
    const [id] = await writeSome(aQueue(), 1);
    const run = slow.runOnce();
    await isAdded.promise;
    await redis.flushall();
    const other = aRelay();
    expect(await other.runOnce()).toBe(0);
    mark.resolve();
    expect(await run).toBe(1);
    await eventually(async () => {
      await slow.runOnce();
      expect(await redis.keys(`bull:*:${id}`)).toHaveLength(1);
    });
  });

  it.each([
    ['text', () => redis.set(generationKey, 'poison')],
    ['a list', () => redis.del(generationKey).then(() => redis.rpush(generationKey, 'poison'))],
  ])('replaces a generation that is %s, and delivers each message once', async (_what, poison) => {
    const queue = aQueue();
    const deliveries = aConsumer(queue);
    const ids = await writeSome(queue, 2);
    expect(await aRelay().runOnce()).toBe(2);
    await poison();
    ids.push(...(await writeSome(queue, 1)));
    const relays = [aRelay(), aRelay()];
    await Promise.all(relays.map((relay) => relay.runOnce()));
    await eventually(() => expect(deliveries.map(({ id }) => id)).toEqual(ids));
    await nothingWaits();
    expect(await redis.get(generationKey)).toMatch(/^[\da-f-]{36}$/);
  });

  it('republishes nothing while the server is unchanged', async () => {
    await writeSome(aQueue(), 5);
    expect(await aRelay().runOnce()).toBe(5);
    expect(await aRelay().runOnce()).toBe(0);
    expect(await waiting(database)).toEqual([]);
  });
});
