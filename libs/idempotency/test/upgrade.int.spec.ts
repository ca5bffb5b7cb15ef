import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { complete, IdempotencyKeys, jsonResponse, type Operation } from '../src/index.ts';
import { upgradeIdempotencySchema } from '../src/schema.ts';
import { requestOf } from './placing.fixture.ts';
import { schemaBeforePhases } from './schema-before-phases.fixture.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url });
  pool.on('error', () => undefined);
  await pool.query(schemaBeforePhases);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const answering: Operation<null> = {
  name: 'placing',
  phases: [],
  begin: () => complete(jsonResponse(201, { from: 'the new version' })),
};

describe('upgradeIdempotencySchema', () => {
  it('refuses while keys are unfinished: the new version could not go on with them', async () => {
    await pool.query(
      `insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state)
       values (gen_random_uuid(), 'shop', '', 'placing', gen_random_uuid(), 'parked')`,
    );
    await expect(pool.query(upgradeIdempotencySchema)).rejects.toThrow(
      'some idempotency keys are unfinished',
    );
    await pool.query('delete from idempotency_key');
  });

  it('keeps the answers, byte for byte, and changes nothing when it runs again', async () => {
    const request = requestOf('k');
    await pool.query(
      `insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, status, headers, body, finished_at)
       values ($1, 'shop', $2, 'placing', gen_random_uuid(), 'done', 201, '{"location":"/orders/1"}', '{"tea":"für Ada"}', now())`,
      [request.keyHash, request.fingerprint],
    );
    for (let time = 0; time < 2; time += 1) await pool.query(upgradeIdempotencySchema);
    const keys = new IdempotencyKeys(pool, { leaseMs: 10_000 });
    const known = await keys.execute(request, answering, null);
    expect([known.isReplay, known.response.headers, known.response.body.toString()]).toEqual([
      true,
      { location: '/orders/1' },
      '{"tea":"für Ada"}',
    ]);
    expect((await keys.execute(requestOf('new'), answering, null)).isReplay).toBe(false);
    await keys.lease.end();
  });
});
