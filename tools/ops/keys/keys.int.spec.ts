import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  callNext,
  complete,
  IdempotencyKeys,
  jsonResponse,
  keyedRequest,
  type Operation,
  phase,
} from '@holdfast/idempotency';
import { unfinishedStates } from '@holdfast/idempotency/review';
import { createIdempotencySchema } from '@holdfast/idempotency/schema';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { states } from './keys.command.ts';

let database: TestDatabase;
let pool: Pool;
let keys: IdempotencyKeys;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url });
  pool.on('error', () => undefined);
  await pool.query(createIdempotencySchema);
});
beforeEach(async () => {
  await pool.query('truncate idempotency_key, idempotency_process');
  keys = new IdempotencyKeys(pool, { leaseMs: 60_000 });
  keys.register(paying);
});
afterEach(() => keys.lease.end());
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const pay = phase<{ email: string }, string>({
  name: 'pay',
  call: () => Promise.reject(new Error('no answer')),
  then: (outcome) => complete(jsonResponse(201, { outcome })),
  readOutcome: (value) => {
    if (value !== 'paid') throw new Error('it can only be paid');
    return value;
  },
});
const paying: Operation<null> = {
  name: 'paying',
  phases: [pay],
  begin: () => callNext(pay, { email: 'ada@example.com' }),
};

/** An operation that needs a decision; returns its ID. */
async function inReview(): Promise<string> {
  await keys.execute(keyedRequest('shop', 'a-secret-key', ''), paying, null).catch(() => undefined);
  const { rows } = await pool.query<{ id: string }>(
    `update idempotency_key set state = 'review' returning operation_id as id`,
  );
  return rows[0]?.id ?? '';
}

interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const run = (...args: string[]): Promise<CommandResult> => runIn('../../ops.ts', 'keys', ...args);

async function runIn(program: string, ...args: string[]): Promise<CommandResult> {
  const command = [path.join(import.meta.dirname, program), ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

const runHere = (...args: string[]): Promise<CommandResult> => run(...args, '--database-url', database.url);

/** Completes the next due operation in this process. */
const completeNext = (): Promise<void> =>
  eventually(async () => expect((await keys.completeAbandoned(10)).taken).toBe(1));

describe('npm run ops -- keys list', () => {
  it('shows what needs a decision, why, and the next command, but no key and no personal data', async () => {
    const id = await inReview();
    const { code, out } = await runHere('list');
    expect([code, out]).toEqual([0, expect.stringContaining('Needs a decision')]);
    expect(out).toContain(`${id}  paying, for shop`);
    expect(out).toContain('in review at pay');
    expect(out).toContain('no answer');
    expect(out).toContain(`npm run ops -- keys show ${id} --database-url '${database.url}'`);
    expect(out).not.toMatch(/a-secret-key|ada@example\.com/);
  });

  it('prints JSON for programs', async () => {
    const operationId = await inReview();
    const { out } = await runHere('list', '--state', 'review', '--json');
    expect(JSON.parse(out)).toMatchObject({
      services: [{ total: 1, operations: [{ operationId, nextStep: { kind: 'waits_for_operator' } }] }],
    });
    expect(JSON.parse((await runHere('list', '--state', 'parked', '--json')).out)).toMatchObject({
      services: [{ total: 0, operations: [] }],
    });
  });

  it('works in the image outside of docker compose', async () => {
    const { code, out } = await runIn('../in-containers.ts', 'keys', 'list', '--database-url', database.url);
    expect([code, out]).toEqual([0, expect.stringContaining('nothing unfinished')]);
  });

  it('knows every state', () => {
    expect(states).toEqual(unfinishedStates);
  });

  it('says if nothing is unfinished', async () => {
    expect((await runHere('list')).out).toContain('nothing unfinished');
  });
});

describe('npm run ops -- keys show', () => {
  it('shows the input only with --input', async () => {
    const id = await inReview();
    expect((await runHere('show', id)).out).not.toContain('ada@example.com');
    expect((await runHere('show', id, '--json')).out).not.toContain('ada@example.com');
    expect((await runHere('show', id, '--input')).out).toContain('ada@example.com');
  });

  it('exits with 1 for an unknown operation', async () => {
    const { code, err } = await runHere('show', '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05');
    expect([code, err]).toEqual([1, expect.stringContaining('Operation 019a7c52')]);
  });

  it.each([
    [['show', 'a-secret-key'], 'It is not an operation ID.'],
    [['list', 'payments'], '--database-url already selects one service.'],
    [['resolve', '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05'], 'Specify either --outcome or --not-executed.'],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, err } = await runHere(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('npm run ops -- keys resolve', () => {
  it('waits until a process has applied the decision', async () => {
    const id = await inReview();
    const resolving = runHere('resolve', `${id}-pay-1`, '--outcome', '"paid"', '--by', 'ada', '--yes');
    await completeNext();
    const { code, out } = await resolving;
    expect([code, out]).toEqual([0, expect.stringMatching(/Applied\. State: done.*status 201/)]);
    expect((await runHere('show', id)).out).toContain('ada on pay, attempt 1: outcome "paid"');
  });

  it('exits with 1 and the reason if the service cannot apply the decision', async () => {
    const id = await inReview();
    const resolving = runHere('resolve', id, '--outcome', '"lost"', '--yes');
    await completeNext();
    const { code, err } = await resolving;
    expect([code, err]).toEqual([1, expect.stringContaining('it can only be paid')]);
    expect(err).toContain('in review');
  });

  it('exits with 1 if no process is running to apply it', async () => {
    const id = await inReview();
    await keys.lease.end();
    const { code, err } = await runHere('resolve', id, '--not-executed', '--yes', '--wait', '0');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/The decision is stored, but no process of \w+ is running/),
    ]);
    const second = await runHere('resolve', id, '--not-executed', '--yes', '--wait', '0');
    expect(second.err).toContain('recorded that it was not executed');
  });

  it('records nothing without a terminal to confirm on', async () => {
    const id = await inReview();
    expect(await runHere('resolve', id, '--not-executed')).toMatchObject({ code: 2 });
    const { rows } = await pool.query('select state from idempotency_key');
    expect(rows).toEqual([{ state: 'review' }]);
  });
});

describe('npm run ops -- keys', () => {
  it('distinguishes an unreachable database from one without keys, and repeats no password', async () => {
    const gone = await run('list', '--database-url', 'postgres://ada:s3cret@127.0.0.1:1/payments');
    expect([gone.code, gone.err]).toEqual([
      1,
      expect.stringContaining('Cannot query the database of payments'),
    ]);
    expect(gone.err).not.toContain('s3cret');
    const empty = await testDatabase();
    const { code, err } = await run('list', '--database-url', empty.url);
    expect([code, err]).toEqual([1, expect.stringContaining('no idempotency keys are stored there')]);
    await empty.drop();
  });
});
