import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as heads from '../src/store/statement-heads.ts';
import { type Row, SharedStatement } from '../src/store/write.ts';
import { KeysOnPostgres } from './placing.fixture.ts';

let on: KeysOnPostgres;

/**
 * Thousands of finished keys, and statistics without an unfinished one: a healthy service when an outage
 * begins.
 */
beforeAll(async () => {
  on = await KeysOnPostgres.open();
  await on.pool.query(`
    insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, status, headers, body, finished_at)
    select gen_random_uuid(), 'shop', '', 'placing', gen_random_uuid(), 'done', 201, '{}', '', now() from generate_series(1, 5000);
    analyze idempotency_key;
  `);
});
afterAll(() => on.close());

const row: Row = { operationId: '00000000-0000-7000-8000-000000000000', values: {}, writes: [] };

const planOf = async (ending: heads.Transition, rows: number): Promise<string> => {
  const { text } = new SharedStatement(ending.head, []).for(Array.from({ length: rows }, () => row));
  const { rows: lines } = await on.pool.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${text}`);
  return lines.map((line) => line['QUERY PLAN']).join('\n');
};

describe.each([
  ['finish', heads.finish],
  ['suspend', heads.suspend],
  ['advance', heads.advance({ leaseMs: 1_000 })],
  ['startAttempt', heads.startAttempt],
])('the cached plan of %s', (_, ending) => {
  it.each([1, 64])('finds %d key(s) by the primary key, however many are unfinished', async (rows) => {
    const plan = await planOf(ending, rows);
    expect(plan).toContain('Index Scan using idempotency_key_pkey on idempotency_key k');
    expect(plan).not.toContain('idempotency_key_unfinished');
  });
});
