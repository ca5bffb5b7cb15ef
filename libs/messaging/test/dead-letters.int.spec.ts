import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import {
  type Job,
  type PostgresQueueBackend,
  type Queue,
  RedisQueueBackend,
  UnrecoverableError,
} from 'bullmq';
import { closeQueue, type Envelope, openQueue, openWorker } from '../src/index.ts';
import { DeadLetters } from '../src/dead-letters.ts';
import { aQueue, outboxFixture } from './outbox-fixture.ts';

const day = 24 * 3_600_000;

describe.each(['Redis', 'Postgres'] as const)('DeadLetters on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let queue: string;
  let jobs: Queue;
  let letters: DeadLetters;
  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
  });

  function aQueueWithDeadLetters(): void {
    queue = aQueue();
    jobs = openQueue(queue, fixture.queueUrl) as Queue;
    letters = new DeadLetters(queue, fixture.queueUrl);
    opened.push(
      () => letters.close(),
      () => closeQueue(jobs),
    );
  }

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  afterAll(() => fixture.close());

  /** A consumer of the queue. The returned array collects its jobs. */
  function consume(handle: (job: Job<Envelope>) => void = () => undefined): Job<Envelope>[] {
    const deliveries: Job<Envelope>[] = [];
    const process = (job: Job<Envelope>): Promise<void> => {
      deliveries.push(job);
      return Promise.resolve().then(() => handle(job));
    };
    const worker = openWorker(queue, fixture.queueUrl, process, { concurrency: 1, name: 'host:7' });
    worker.on('error', () => undefined);
    opened.push(() => worker.close());
    return deliveries;
  }

  const fail = (): never => {
    throw new UnrecoverableError('poison');
  };

  async function add(change: Partial<Envelope> = {}, timestamp = Date.now()): Promise<string> {
    const messageId = change.messageId ?? randomUUID();
    const data = { messageId, traceparent: null, payload: { n: 1 }, ...change };
    await jobs.add('add', data, { jobId: messageId, attempts: 3, timestamp });
    return messageId;
  }

  /** Dead letters, created in this order. */
  async function dead(...changes: Partial<Envelope>[]): Promise<string[]> {
    const before = await letters.count();
    const ids: string[] = [];
    for (const change of changes) ids.push(await add(change));
    consume(fail);
    await eventually(async () => expect(await letters.count()).toBe(before + ids.length));
    await opened.pop()?.();
    return ids;
  }

  it('keep all facts needed for a decision, oldest first', async () => {
    aQueueWithDeadLetters();
    const [first = ''] = await dead({});
    const [second = ''] = await dead({ payload: { n: 2 } });
    const [letter, later] = await letters.list();
    expect(letter).toEqual({
      messageId: first,
      queue,
      name: 'add',
      reason: 'poison',
      attempts: 1,
      addedAt: expect.any(Date),
      diedAt: expect.any(Date),
      consumer: 'host:7',
      traceparent: undefined,
      payload: { n: 1 },
    });
    expect(later).toMatchObject({ messageId: second, payload: { n: 2 } });
    expect(await letters.find(second)).toEqual(later);
    expect(await letters.list(1)).toEqual([letter]);
  });

  it('are all listed, even if there are many', async () => {
    aQueueWithDeadLetters();
    const ids = await dead(...Array.from({ length: 205 }, () => ({})));
    expect((await letters.list()).map(({ messageId }) => messageId).toSorted()).toEqual(ids.toSorted());
  });

  it('do not block the messages behind them', async () => {
    aQueueWithDeadLetters();
    const poison = await add();
    const good = await add();
    const deliveries = consume((job) => (job.id === poison ? fail() : undefined));
    await eventually(() => expect(deliveries.map(({ id }) => id)).toEqual([poison, good]));
    expect(await letters.list()).toMatchObject([{ messageId: poison }]);
  });

  it('are retried once under the same ID with fresh attempts, despite concurrent requests', async () => {
    aQueueWithDeadLetters();
    const [id = ''] = await dead({});
    const others = Array.from({ length: 4 }, () => new DeadLetters(queue, fixture.queueUrl));
    opened.push(async () => void (await Promise.all(others.map((each) => each.close()))));
    const retried = await Promise.all(others.map((each) => each.retry(id, { isForced: false })));
    expect(retried.toSorted()).toEqual(['gone', 'gone', 'gone', 'retried']);
    const deliveries = consume();
    await eventually(async () => expect(await jobs.getJobState(id)).toBe('completed'));
    expect(deliveries).toMatchObject([{ id, data: { messageId: id } }]);
    expect(await jobs.getJob(id)).toMatchObject({ attemptsMade: 1 });
    expect(await letters.count()).toBe(0);
    expect(await letters.retry(id, { isForced: true })).toBe('gone');
  });

  it('fail again with a new count of attempts if the cause remains', async () => {
    aQueueWithDeadLetters();
    const [id = ''] = await dead({});
    await letters.retry(id, { isForced: false });
    consume(() => {
      throw new Error('still');
    });
    await eventually(async () =>
      expect(await letters.find(id)).toMatchObject({ reason: 'still', attempts: 3 }),
    );
  });

  it('are retried with a new count of crashes', async () => {
    aQueueWithDeadLetters();
    const [id = ''] = await dead({});
    const backend = jobs.getBackend();
    if (backend instanceof RedisQueueBackend)
      await (await backend.connection.client).hset(jobs.toKey(id), { stc: 21 });
    else
      await (backend as PostgresQueueBackend).connection.pool.query(
        'update job set stalled_count = 21 where id = $1',
        [id],
      );
    expect(await jobs.getJob(id)).toMatchObject({ stalledCounter: 21 });
    expect(await letters.retry(id, { isForced: false })).toBe('retried');
    expect(await jobs.getJob(id)).toMatchObject({ stalledCounter: 0, attemptsMade: 0 });
  });

  it('are not retried when inboxes may have forgotten them, unless forced', async () => {
    aQueueWithDeadLetters();
    const id = await add({}, Date.now() - 31 * day);
    consume(fail);
    await eventually(async () => expect(await letters.count()).toBe(1));
    expect(await letters.retry(id, { isForced: false })).toBe('too_old');
    expect(await letters.retry(id, { isForced: true })).toBe('retried');
  });

  it('are removed for good, once', async () => {
    aQueueWithDeadLetters();
    const [id = '', other = ''] = await dead({}, {});
    expect(await letters.remove(id)).toBe(true);
    expect(await letters.remove(id)).toBe(false);
    expect(await letters.list()).toMatchObject([{ messageId: other }]);
  });

  it('do not include waiting messages', async () => {
    aQueueWithDeadLetters();
    const id = await add();
    expect(await letters.find(id)).toBeUndefined();
    expect(await letters.remove(id)).toBe(false);
    expect(await letters.retry(id, { isForced: true })).toBe('gone');
    expect(await jobs.getJobState(id)).toBe('waiting');
  });
});
