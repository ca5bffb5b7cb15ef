import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { pino } from 'pino';
import { defaultRetentionHours, IdempotencyKeys } from '../../src/idempotency-keys.ts';
import { Reaper } from '../../src/running/reaper.ts';
import { createIdempotencySchema } from '../../src/schema.ts';
import { effectTable, ordering, orderRequest } from '../ordering.fixture.ts';
import { codeOf } from '../placing.fixture.ts';
import { FakeProvider } from '../provider.fixture.ts';

const minutes = 60_000;
const retentionMs = defaultRetentionHours * 60 * minutes;

let database: TestDatabase;
let pool: Pool;
let processes: IdempotencyKeys[];
const provider = new FakeProvider();

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url, max: 20 });
  pool.on('error', () => undefined);
  for (const sql of [createIdempotencySchema, effectTable]) await pool.query(sql);
  processes = [1, 2].map(() => new IdempotencyKeys(pool, { leaseMs: 60_000 }));
});
afterAll(async () => {
  await Promise.all(processes.map(({ lease }) => lease.end()));
  await pool.end();
  await database.drop();
});

/** A UUIDv7 of this age by the database's clock. */
async function keyOfAge(ageMs: number): Promise<string> {
  const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now');
  const time = ((rows[0]?.now.getTime() ?? 0) - Math.round(ageMs)).toString(16).padStart(12, '0');
  const random = randomBytes(8).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(4)}`;
}

const order = (key: string, owner: IdempotencyKeys): Promise<string> =>
  codeOf(owner.execute(orderRequest(key, key), ordering({ call: provider.call }), key));

/** An order with a key of this age, from a client whose clock was this much fast. */
async function placeBefore(ageMs: number, fastMs: number): Promise<string> {
  const key = await keyOfAge(ageMs);
  const placed = new IdempotencyKeys(pool, { leaseMs: 60_000, retentionHours: 10_000 });
  await order(key, placed);
  await placed.lease.end();
  await pool.query(
    `update idempotency_key set created_at = made, finished_at = made
     from (select clock_timestamp() - $2::bigint * interval '1 millisecond' as made) as past where key_hash = $1`,
    [orderRequest(key, key).keyHash, Math.round(ageMs + fastMs)],
  );
  return key;
}

describe('expired keys, requested while the reaper deletes them', () => {
  /** Ages that reach this one within so many milliseconds, and one beyond it. */
  const around = (ageMs: number, withinMs: number): number[] =>
    Array.from({ length: 12 }, (_, n) => ageMs + ((n - 10) * withinMs) / 10);

  /** Keys that expire within the next seconds, however long this takes: most are requested before that. */
  async function placeAll(fastMs: number): Promise<string[]> {
    for (let withinMs = 3_000; ; withinMs *= 2) {
      const begun = performance.now();
      const keys = await Promise.all([
        ...around(retentionMs, withinMs).map((age) => placeBefore(age, fastMs)),
        ...around(retentionMs + 60 * minutes, withinMs).map((age) => placeBefore(age - fastMs, fastMs)),
      ]);
      if (performance.now() - begun < withinMs / 2) return keys;
    }
  }

  it.each([
    ['right', 0],
    ['as fast as is allowed', 5 * minutes],
    ['slow', -5 * minutes],
  ])('never run again: the clock of their client was %s', async (_, fastMs) => {
    const keys = await placeAll(fastMs);
    const effects = provider.effects.length;
    const reapers = processes.map((each) => new Reaper(each, pino({ level: 'silent' })));
    const codes = new Set<string>();
    let dropped = 0;
    let latest: string[] = ['not asked yet'];
    while (latest.some((code) => code !== 'idempotency_key_expired')) {
      const rounds = reapers.map(async (reaper) => (dropped += await reaper.runOnce()));
      latest = await Promise.all(keys.flatMap((key) => processes.map((each) => order(key, each))));
      for (const code of latest) codes.add(code);
      await Promise.all(rounds);
    }
    expect(provider.effects.length - effects).toBe(0);
    expect(codes).toEqual(new Set(['no problem', 'idempotency_key_expired']));
    expect(dropped).toBeGreaterThan(0);
  });
});
