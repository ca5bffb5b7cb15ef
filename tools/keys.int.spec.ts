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
import { createIdempotencySchema } from '@holdfast/idempotency/schema';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';

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

/** An operation that a person must decide about; gives its id. */
async function inReview(): Promise<string> {
  await keys.execute(keyedRequest('shop', 'a-secret-key', ''), paying, null).catch(() => undefined);
  const { rows } = await pool.query<{ id: string }>(
    `update idempotency_key set state = 'review' returning operation_id as id`,
  );
  return rows[0]?.id ?? '';
}

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function run(...args: string[]): Promise<Said> {
  const command = [path.join(import.meta.dirname, 'keys.ts'), ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

const runHere = (...args: string[]): Promise<Said> => run(...args, '--database-url', database.url);

/** Has our process go on with what is due, as soon as something is. */
const goOn = (): Promise<void> =>
  eventually(async () => expect((await keys.completeAbandoned(10)).taken).toBe(1));

describe('npm run keys -- list', () => {
  it('names what waits for a person, why, and the command to go on with, and no key and no personal data', async () => {
    const id = await inReview();
    const { code, out } = await runHere('list');
    expect([code, out]).toEqual([0, expect.stringContaining('A person must decide')]);
    expect(out).toContain(`${id}  paying, for shop`);
    expect(out).toContain('in review at pay');
    expect(out).toContain('no answer');
    expect(out).toContain(`npm run keys -- show ${id} --database-url '${database.url}'`);
    expect(out).not.toMatch(/a-secret-key|ada@example\.com/);
  });

  it('is JSON for programs', async () => {
    const operationId = await inReview();
    const { out } = await runHere('list', '--state', 'review', '--json');
    expect(JSON.parse(out)).toMatchObject({
      services: [{ total: 1, operations: [{ operationId, nextStep: { kind: 'waits_for_operator' } }] }],
    });
    expect(JSON.parse((await runHere('list', '--state', 'parked', '--json')).out)).toMatchObject({
      services: [{ total: 0, operations: [] }],
    });
  });

  it('says so when there is nothing', async () => {
    expect((await runHere('list')).out).toContain('nothing is unfinished');
  });
});

describe('npm run keys -- show', () => {
  it('shows the input only when asked to', async () => {
    const id = await inReview();
    expect((await runHere('show', id)).out).not.toContain('ada@example.com');
    expect((await runHere('show', id, '--json')).out).not.toContain('ada@example.com');
    expect((await runHere('show', id, '--input')).out).toContain('ada@example.com');
  });

  it('ends with 1 for an operation that nobody knows', async () => {
    const { code, err } = await runHere('show', '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05');
    expect([code, err]).toEqual([1, expect.stringContaining('belongs to operation 019a7c52')]);
  });

  it('ends with 2 for what is no operation id', async () => {
    expect((await runHere('show', 'a-secret-key')).code).toBe(2);
  });
});

describe('npm run keys -- resolve', () => {
  it('waits until a process has acted on the decision', async () => {
    const id = await inReview();
    const resolving = runHere('resolve', `${id}-pay-1`, '--outcome', '"paid"', '--by', 'ada', '--yes');
    await goOn();
    const { code, out } = await resolving;
    expect([code, out]).toEqual([0, expect.stringMatching(/Applied: it is done.*status 201/)]);
    expect((await runHere('show', id)).out).toContain('ada, about pay, attempt 1: it ended so: "paid"');
  });

  it('ends with 1 and the reason when the service cannot go on with that', async () => {
    const id = await inReview();
    const resolving = runHere('resolve', id, '--outcome', '"lost"', '--yes');
    await goOn();
    const { code, err } = await resolving;
    expect([code, err]).toEqual([1, expect.stringContaining('it can only be paid')]);
    expect(err).toContain('in review');
  });

  it('ends with 1 when no process is there to act on it', async () => {
    const id = await inReview();
    await keys.lease.end();
    const { code, err } = await runHere('resolve', id, '--not-executed', '--yes', '--wait', '0');
    expect([code, err]).toEqual([1, expect.stringMatching(/It is stored, but no process of \w+ is alive/)]);
    const second = await runHere('resolve', id, '--not-executed', '--yes', '--wait', '0');
    expect(second.err).toContain('has decided that it was not executed');
  });

  it('decides nothing when nobody can be asked', async () => {
    const id = await inReview();
    expect(await runHere('resolve', id, '--not-executed')).toMatchObject({ code: 2 });
    const { rows } = await pool.query('select state from idempotency_key');
    expect(rows).toEqual([{ state: 'review' }]);
  });
});

describe('npm run keys', () => {
  it('tells a database that does not answer from one without keys, and repeats no password', async () => {
    const gone = await run('list', '--database-url', 'postgres://ada:s3cret@127.0.0.1:1/payments');
    expect([gone.code, gone.err]).toEqual([
      1,
      expect.stringContaining('The database of payments cannot be asked'),
    ]);
    expect(gone.err).not.toContain('s3cret');
    const empty = await testDatabase();
    const { code, err } = await run('list', '--database-url', empty.url);
    expect([code, err]).toEqual([1, expect.stringContaining('no idempotency keys are kept there')]);
    await empty.drop();
  });
});
