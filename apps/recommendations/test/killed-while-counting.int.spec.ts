import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { orderPaid, queues } from '@holdfast/contracts';
import { openQueue } from '@holdfast/messaging';
import {
  eventually,
  type ServiceProcess,
  startService,
  TcpGate,
  type TestDatabase,
  testDatabase,
  type TestRedis,
  testRedis,
} from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { recommendationsDataSource } from '../src/database/recommendations.data-source.ts';
import { aPaidOrder } from './recommendations-fixture.ts';

/** Fewer than a process handles at a time, so that all are in progress when it is killed. */
const orders = 8;
/** Another process takes a job over after its lock (1 s here) expired and two checks ran. */
const takenOver = { timeoutMs: 40_000 };

describe('a process that is killed while it counts purchases', () => {
  let own: TestDatabase;
  let redis: TestRedis;
  let database: DataSource;
  let queueUrl: string;
  let queue: Queue;
  const processes: ServiceProcess[] = [];

  beforeAll(async () => {
    [own, redis] = await Promise.all([testDatabase(), testRedis()]);
    database = await new DataSource({ ...recommendationsDataSource(own.url), extra: {} }).initialize();
    await database.runMigrations();
    // A shared Redis holds other queues of the same name, so this one uses its own database.
    queueUrl = `${redis.url}/5`;
    queue = openQueue(queues.recommendations, queueUrl) as Queue;
  });

  beforeEach(() => database.query('truncate inbox, purchase, co_purchase, customer_product'));

  afterEach(() => Promise.all(processes.splice(0).map((each) => each.kill())));

  afterAll(async () => {
    await queue.close();
    await database.destroy();
    await own.drop();
    await redis.drop();
  });

  async function aProcess(url = queueUrl): Promise<ServiceProcess> {
    const started = await startService({
      program: 'apps/recommendations/dist/main.js',
      env: { DATABASE_URL: own.url, QUEUE_URL: url, JOB_LOCK_MS: '1000', API_KEYS: '', LOG_LEVEL: 'warn' },
    });
    processes.push(started);
    return started;
  }

  const publish = async (): Promise<string> => {
    const messageId = randomUUID();
    const data = { messageId, traceparent: null, payload: aPaidOrder('me', 'rope', 'tea') };
    await queue.add(orderPaid.name, data, { jobId: messageId, attempts: 20 });
    return messageId;
  };

  /** Keeps every count of ropes waiting until `work` is done. */
  async function whileLocked(work: () => Promise<unknown>): Promise<void> {
    const runner = database.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`insert into purchase (product_id, count) values ('rope', 1)`);
    try {
      await work();
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const allInProgress = () =>
    eventually(async () => {
      expect(await queue.getActiveCount()).toBe(orders);
      expect((await database.query<unknown[]>(`select ${waiting}`)).length).toBeGreaterThan(0);
    });
  const counts = () =>
    database.query<unknown[]>(`
      select (select count(*) from inbox)::integer as received, (select sum(count) from purchase)::integer as bought,
             (select sum(count) from co_purchase)::integer as pairs`);
  const eachOnce = [{ received: orders, bought: 2 * orders, pairs: orders }];

  async function expectEachOnce(ids: readonly string[]): Promise<void> {
    await aProcess();
    await eventually(async () => {
      const states = await Promise.all(ids.map((id) => queue.getJobState(id)));
      expect(states).toEqual(ids.map(() => 'completed'));
    }, takenOver);
    expect(await counts()).toEqual(eachOnce);
  }

  const publishAll = () => Promise.all(Array.from({ length: orders }, publish));

  it('leaves nothing of a statement that is not committed; another process counts each order once', async () => {
    const killed = await aProcess();
    let ids: string[] = [];
    await whileLocked(async () => {
      ids = await publishAll();
      await allInProgress();
      await killed.kill();
      await database.query(`select pg_terminate_backend(pid) ${waiting}`);
      await eventually(async () => expect(await database.query<unknown[]>(`select ${waiting}`)).toEqual([]));
    });
    expect(await counts()).toEqual([{ received: 0, bought: null, pairs: null }]);
    await expectEachOnce(ids);
  });

  it('counts nothing again if its statement is committed after its death', async () => {
    const killed = await aProcess();
    let ids: string[] = [];
    await whileLocked(async () => {
      ids = await publishAll();
      await allInProgress();
      await killed.kill();
    });
    await expectEachOnce(ids);
  });

  it('counts nothing again if it is killed between its commit and its reports', async () => {
    const gate = new TcpGate(new URL(queueUrl));
    await gate.open();
    const killed = await aProcess(gate.url);
    let ids: string[] = [];
    await whileLocked(async () => {
      ids = await publishAll();
      await allInProgress();
      gate.freeze();
    });
    await eventually(async () => expect(await counts()).toEqual(eachOnce));
    await killed.kill();
    await gate.shut();
    expect(await queue.getActiveCount()).toBe(orders);
    await expectEachOnce(ids);
  });
});
