import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { closeQueue, openQueue, openWorker } from '@holdfast/messaging';
import { createOutboxSchema } from '@holdfast/messaging/schema';
import { eventually, testDatabase, type TestDatabase, testRedis } from '@holdfast/testing';
import { type Queue, UnrecoverableError } from 'bullmq';
import { Pool } from 'pg';

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function run(...args: string[]): Promise<Said> {
  const command = [path.join(import.meta.dirname, '../../ops.ts'), 'dead-letters', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

describe.each(['Redis', 'Postgres'] as const)('npm run ops -- dead-letters on %s', (backend) => {
  let server: { url: string; drop: () => Promise<void> };
  let email: Queue;

  beforeAll(async () => {
    server = backend === 'Redis' ? await testRedis() : await testDatabase();
    email = openQueue('email', server.url) as Queue;
  });

  beforeEach(() => email.obliterate({ force: true }));

  afterAll(async () => {
    await closeQueue(email);
    await server.drop();
  });

  const runHere = (...args: string[]): Promise<Said> => run(...args, '--queue-url', server.url);

  /** Messages that failed permanently. */
  async function dead(...names: string[]): Promise<string[]> {
    const process = (): Promise<never> => Promise.reject(new UnrecoverableError('no such mailbox'));
    const worker = openWorker('email', server.url, process, { name: 'host:7' });
    worker.on('error', () => undefined);
    const ids: string[] = [];
    for (const name of names) {
      const messageId = randomUUID();
      const data = { messageId, traceparent: null, payload: { to: 'ada@example.com' } };
      await email.add(name, data, { jobId: messageId });
      ids.push(messageId);
      await eventually(async () => expect(await email.getFailedCount()).toBe(ids.length));
    }
    await worker.close();
    return ids;
  }

  it('lists dead letters, oldest first, with reasons but no personal data, and retries one once', async () => {
    const [first = '', second = ''] = await dead('send-receipt', 'send-payment-failed');
    const { code, out } = await runHere('list');
    expect([code, out]).toEqual([0, expect.stringContaining('2 dead letters')]);
    expect(out).toMatch(new RegExp(`${first}  send-receipt.*no such mailbox.*${second}`, 's'));
    expect(out).not.toContain('ada@example.com');
    expect(await runHere('retry', first)).toMatchObject({ code: 0, out: expect.stringContaining('Retried') });
    expect(await email.getJobState(first)).toBe('waiting');
    expect(await runHere('retry', first)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not a dead letter'),
    });
    expect(await email.getJobState(second)).toBe('failed');
  });

  if (backend === 'Postgres') return;

  it('shows one, its payload on request, and prints JSON', async () => {
    const [id = ''] = await dead('send-receipt');
    const { out } = await runHere('show', id);
    expect(out).toMatch(/consumer {2}host:7/);
    expect(out).not.toContain('ada@example.com');
    expect((await runHere('show', id, '--payload')).out).toContain('ada@example.com');
    expect(JSON.parse((await runHere('list', '--json')).out)).toMatchObject({
      total: 1,
      deadLetters: [{ messageId: id, reason: 'no such mailbox', attempts: 1 }],
    });
  });

  it('retries all of a kind, and removes one only after confirmation', async () => {
    const [first = '', other = ''] = await dead('send-receipt', 'send-other');
    expect(await runHere('retry', '--all', '--queue', 'email', '--name', 'send-receipt')).toMatchObject({
      code: 0,
      out: 'Retried: 1.\n',
    });
    expect(await email.getJobState(first)).toBe('waiting');
    expect(await runHere('remove', other)).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(await runHere('remove', other, '--yes')).toMatchObject({ code: 0 });
    expect(await runHere('list')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^No dead letters\.\n\n {2}Searched: queue checkout, queue email/),
    });
    expect((await runHere('list', '--queue', 'email')).out).toContain('Searched: queue email.');
  });

  it.each([
    [['list', '--queue', 'mail'], 'Unknown queue "mail". Queues: checkout, email'],
    [['retry'], 'Missing the ID of the message, as shown by list.'],
    [['retry', '019a7c52', '--all'], 'Give either --all or one ID.'],
    [['retry', '--queue', 'email'], '--queue and --name require --all.'],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, err } = await runHere(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('reports an unreachable queue server', async () => {
    const { code, err } = await run('list', '--queue-url', 'redis://127.0.0.1:1');
    expect([code, err]).toEqual([1, expect.stringContaining('Cannot read')]);
  });
});

describe('npm run ops -- dead-letters on an outbox', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    await pool.query(createOutboxSchema);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('lists dead outbox rows, retries them, and does not remove them', async () => {
    const id = randomUUID();
    await pool.query(
      `insert into outbox (message_id, queue, name, payload, attempts, dead_at, refusal, refusals)
       values ($1, 'email', 'send-receipt', '{}', 20, clock_timestamp(), 'too large', 5)`,
      [id],
    );
    const runHere = (...args: string[]): Promise<Said> => run(...args, '--database-url', database.url);
    expect((await runHere('list')).out).toMatch(
      new RegExp(`${id}.*never reached queue email.*too large`, 's'),
    );
    expect(await runHere('remove', id, '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not removed'),
    });
    expect(await runHere('retry', id)).toMatchObject({ code: 0 });
    const { rows } = await pool.query('select dead_at from outbox');
    expect(rows).toEqual([{ dead_at: null }]);
    const name = new URL(database.url).pathname.slice(1);
    expect((await runHere('list')).out).toBe(`No dead letters.\n\n  Searched: the outbox of ${name}.\n`);
  });

  it('fails if the database has no outbox, because nothing was searched', async () => {
    const empty = await testDatabase();
    const name = new URL(empty.url).pathname.slice(1);
    for (const args of [['list'], ['list', '--json'], ['show', 'a'], ['retry', '--all']])
      expect(await run(...args, '--database-url', empty.url)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining(`Nothing was searched: ${name} has no outbox.`),
      });
    await empty.drop();
  });
});
