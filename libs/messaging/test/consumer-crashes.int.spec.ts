import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, type ServiceProcess, startService } from '@holdfast/testing';
import { type Job, type Queue } from 'bullmq';
import { closeQueue, openQueue } from '../src/index.ts';
import { aQueue, outboxFixture } from './outbox-fixture.ts';

const program = 'libs/messaging/dist/consumer-fixture/main.js';

/** Another process takes a job over after its lock (1 s here) expired and two checks ran. */
const takenOver = { timeoutMs: 40_000 };

describe.each(['Redis', 'Postgres'] as const)('A consumer process on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let queue: string;
  let jobs: Queue;
  const processes: ServiceProcess[] = [];

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
    await fixture.database.query(
      'create table effect (message_id uuid, n integer); create table gate (id integer)',
    );
  });

  beforeEach(async () => {
    await fixture.database.query('truncate effect, gate, inbox');
    queue = aQueue();
    jobs = openQueue(queue, fixture.queueUrl) as Queue;
  });

  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each.kill()));
    await closeQueue(jobs);
  });

  afterAll(() => fixture.close());

  async function aConsumer(
    HOLD: 'inside' | 'after' | 'stopping' | 'nowhere' = 'nowhere',
  ): Promise<ServiceProcess> {
    const { queueUrl, database } = fixture;
    const DATABASE_URL = (database.options as { url: string }).url;
    const started = await startService({
      program,
      env: { QUEUE: queue, QUEUE_URL: queueUrl, DATABASE_URL, HOLD },
    });
    processes.push(started);
    return started;
  }

  async function add(messageId: string = randomUUID(), jobId = messageId): Promise<string> {
    await jobs.add('add', { messageId, traceparent: null, payload: 1 }, { jobId, attempts: 20 });
    return jobId;
  }

  const effects = async (): Promise<number> =>
    (await fixture.database.query<{ count: number }[]>('select count(*)::integer as count from effect'))[0]!
      .count;
  const openGate = () => fixture.database.query('insert into gate values (1)');
  const active = (id: string) => eventually(async () => expect(await jobs.getJobState(id)).toBe('active'));
  const completed = (id: string): Promise<Job> =>
    eventually(async () => {
      expect(await jobs.getJobState(id)).toBe('completed');
      return (await jobs.getJob(id)) as Job;
    }, takenOver);

  /** Statements that wait for another transaction's lock. */
  const waitingForLock = () =>
    fixture.database.query<unknown[]>(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  /** Transactions that are open and idle. */
  const idleInTransaction = () =>
    fixture.database.query<unknown[]>(
      `select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
    );

  it('leaves no effect if it is killed before its commit, and another process does the work', async () => {
    const first = await aConsumer('inside');
    const id = await add();
    await eventually(async () => expect(await idleInTransaction()).toHaveLength(1));
    await first.kill();
    expect(await effects()).toBe(0);
    const second = await aConsumer();
    expect((await completed(id)).returnvalue).toEqual({ pid: second.pid, outcome: 'done' });
    expect(await effects()).toBe(1);
  });

  it('has its effect once if it is killed between its commit and its report', async () => {
    const first = await aConsumer('after');
    const id = await add();
    await eventually(async () => expect(await effects()).toBe(1));
    await first.kill();
    const second = await aConsumer();
    expect((await completed(id)).returnvalue).toEqual({ pid: second.pid, outcome: 'duplicate' });
    expect(await effects()).toBe(1);
  });

  it('does no harm if it resumes after others took over its job', async () => {
    const zombie = await aConsumer('inside');
    const id = await add();
    await eventually(async () => expect(await idleInTransaction()).toHaveLength(1));
    zombie.pause();
    const second = await aConsumer();
    const { returnvalue } = await completed(id);
    expect(returnvalue).toEqual({ pid: second.pid, outcome: 'done' });
    await openGate();
    zombie.resume();
    await second.stop();
    // The zombie has finished its job when it takes the next one.
    const next = await completed(await add());
    expect(next.returnvalue).toEqual({ pid: zombie.pid, outcome: 'done' });
    expect(await jobs.getJob(id)).toMatchObject({ returnvalue, attemptsMade: 1 });
    expect(await jobs.getJobState(id)).toBe('completed');
    expect(await effects()).toBe(2);
  });

  it('takes no message while the rest of its process is stopping', async () => {
    const consumer = await aConsumer('stopping');
    const stopped = consumer.stop();
    await eventually(() => expect(consumer.logs()).toMatch(/takes no more messages/));
    const id = await add();
    await openGate();
    await stopped;
    expect(await jobs.getJobState(id)).toBe('waiting');
  });

  it('waits while another process handles the same message, and then does nothing', async () => {
    await aConsumer('inside');
    await aConsumer('inside');
    const messageId = randomUUID();
    const ids = [await add(messageId, randomUUID()), await add(messageId, randomUUID())];
    await Promise.all(ids.map(active));
    await eventually(async () => expect(await waitingForLock()).toHaveLength(1));
    await openGate();
    const ended = await Promise.all(ids.map(completed));
    const outcomes = ended.map(({ returnvalue }) => (returnvalue as { outcome: string }).outcome);
    expect(outcomes.toSorted()).toEqual(['done', 'duplicate']);
    expect(await effects()).toBe(1);
  });

  it('continues without a restart after the queue server lost all data', async () => {
    await aConsumer('after');
    const inHand = await add();
    await active(inHand);
    const lost = await add();
    await jobs.obliterate({ force: true });
    await openGate();
    const id = await add();
    await completed(id);
    expect(await jobs.getJobState(lost)).toBe('unknown');
    expect(await effects()).toBe(2);
  });
});
