import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { pino } from 'pino';
import { closeQueue, deadOutboxRows, openQueue, OutboxRelay, retryDeadOutboxRow } from '../src/index.ts';
import { aQueue, outboxFixture, waiting, write } from './outbox-fixture.ts';
import { type RefusingServer, refusingServer, tooLarge } from './refusing-server.fixture.ts';

const logger = pino({ level: 'silent' });
/** Rows must be refused by the server, not because a busy machine connects slowly. */
const patient = { times: { connectMs: 20_000, answerMs: 20_000 }, leaseMs: 90_000 };

describe.each(['Redis', 'Postgres'] as const)('OutboxRelay on a %s that refuses messages', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let server: RefusingServer;
  let relay: OutboxRelay;
  const opened: Queue[] = [];

  beforeAll(async () => {
    [fixture, server] = await Promise.all([outboxFixture(backend), refusingServer(backend)]);
    relay = new OutboxRelay(fixture.database, server.url, logger, undefined, patient);
    // BullMQ creates its tables.
    await write(fixture.database, { queue: aQueue(), name: 'first' }, {});
    await relay.runOnce();
  });

  afterEach(async () => {
    for (const queue of opened.splice(0)) await closeQueue(queue);
    await fixture.database.query('truncate outbox');
  });

  afterAll(async () => {
    await relay.stop();
    await fixture.close();
    await server.close();
  });

  const put = (queue: string, name: string, aggregate?: string, payload: unknown = {}): Promise<string> =>
    write(fixture.database, { queue, name }, payload, aggregate === undefined ? {} : { aggregate });

  /** Names of the jobs on a queue, in order. */
  async function namesOn(queue: string): Promise<string[]> {
    const jobs = openQueue(queue, server.url) as Queue;
    opened.push(jobs);
    // On Postgres, each job is a query, and those that wait for a connection too long fail.
    const waitingJobs = await eventually(() => jobs.getJobs(['waiting'], 0, -1, true));
    return waitingJobs.map(({ name }) => name);
  }

  const refusals = async (): Promise<number[]> =>
    (
      await fixture.database.query<{ refusals: number }[]>(
        'select refusals from outbox where refusals > 0 order by position',
      )
    ).map((row) => row.refusals);

  /** Ends the pauses after refusals early. */
  const endPauses = (): Promise<unknown> =>
    fixture.database.query(
      `update outbox set leased_until = clock_timestamp() where leased_until < 'infinity' and published_at is null`,
    );

  async function untilSetAside(): Promise<void> {
    for (let refused = 1; refused <= 5; refused += 1) {
      expect(await waiting(fixture.database)).not.toEqual([]);
      await relay.runOnce();
      if (refused < 5) expect(await refusals()).toEqual([refused]);
      await endPauses();
    }
  }

  it('publishes the rows before and behind a poison row, and holds back only its aggregate', async () => {
    await server.refuseLarge(true);
    const queue = aQueue();
    for (let n = 0; n < 30; n += 1) await put(queue, `before ${n}`, `order ${n}`);
    await put(queue, 'first of poisoned', 'poisoned');
    const poison = await put(queue, 'poison', 'poisoned', tooLarge);
    const behind = await put(queue, 'behind the poison', 'poisoned');
    for (let n = 0; n < 30; n += 1) await put(queue, `after ${n}`, `order ${n}`);
    const elsewhere = aQueue();
    await put(elsewhere, 'another queue', 'poisoned');

    while ((await relay.runOnce()) > 0);

    const names = await namesOn(queue);
    expect(names).toHaveLength(61);
    expect(names).not.toContain('behind the poison');
    for (let n = 0; n < 30; n += 1)
      expect(names.indexOf(`before ${n}`)).toBeLessThan(names.indexOf(`after ${n}`));
    expect(await namesOn(elsewhere)).toEqual(['another queue']);
    expect(await waiting(fixture.database)).toEqual([poison, behind]);
    expect(await refusals()).toEqual([1]);

    for (let refused = 2; refused <= 5; refused += 1) {
      await endPauses();
      await relay.runOnce();
    }
    expect(await deadOutboxRows(fixture.database)).toEqual([
      {
        messageId: poison,
        queue,
        name: 'poison',
        reason: expect.any(String),
        at: expect.any(Date),
        payload: tooLarge,
      },
    ]);
    expect(await relay.runOnce()).toBe(1);
    expect((await namesOn(queue)).at(-1)).toBe('behind the poison');

    await server.refuseLarge(false);
    expect(await retryDeadOutboxRow(fixture.database, poison)).toBe(true);
    expect(await relay.runOnce()).toBe(1);
    expect((await namesOn(queue)).at(-1)).toBe('poison');
    expect(await deadOutboxRows(fixture.database)).toEqual([]);
    expect(await retryDeadOutboxRow(fixture.database, poison)).toBe(false);
  });

  it('marks a poison row as dead even if it is alone in the outbox', async () => {
    await server.refuseLarge(true);
    const poison = await put(aQueue(), 'poison', undefined, tooLarge);
    await untilSetAside();
    expect((await deadOutboxRows(fixture.database)).map(({ messageId }) => messageId)).toEqual([poison]);
    await server.refuseLarge(false);
  });

  it('marks rows as dead if their queue name is invalid, and stores the reason', async () => {
    const impossible = await put('a:b', 'made');
    const possible = aQueue();
    await put(possible, 'made');
    expect(await relay.runOnce()).toBe(1);
    await endPauses();
    for (let refused = 2; refused <= 5; refused += 1) {
      await relay.runOnce();
      await endPauses();
    }
    expect(await deadOutboxRows(fixture.database)).toMatchObject([
      { messageId: impossible, reason: 'Queue name cannot contain :' },
    ]);
    expect(await namesOn(possible)).toEqual(['made']);
  });

  it('blames no row if the server responds but refuses every message', async () => {
    const queue = aQueue();
    const ids = [
      await put(queue, 'one', 'order'),
      await put(queue, 'two', 'order'),
      await put(queue, 'three'),
    ];
    await server.fill(true);
    for (let round = 0; round < 7; round += 1) await expect(relay.runOnce()).rejects.toThrow();
    expect([await refusals(), await waiting(fixture.database)]).toEqual([[], ids]);
    await server.fill(false);
    while ((await relay.runOnce()) > 0);
    expect(await namesOn(queue)).toHaveLength(3);
    expect(await waiting(fixture.database)).toEqual([]);
  });

  it('republishes messages that the queue lost before they were marked', async () => {
    const queue = aQueue();
    const names = ['one', 'two', 'three'];
    for (const name of names) await put(queue, name, 'order');
    const dying = new OutboxRelay(
      {
        query: (text, values) =>
          text.includes('published_at = clock_timestamp()')
            ? Promise.reject(new Error('killed'))
            : fixture.database.query(text, values),
      },
      server.url,
      logger,
    );
    await expect(dying.runOnce()).rejects.toThrow('killed');
    expect(await namesOn(queue)).toEqual(names);
    await dying.stop();
    await server.empty();
    expect(await namesOn(queue)).toEqual([]);
    await endPauses();
    expect(await relay.runOnce()).toBe(3);
    expect(await namesOn(queue)).toEqual(names);
  });
});
