import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { makeDatabases } from '@holdfast/databases';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { type DatabaseError, Pool } from 'pg';
import { IdempotencyKeys } from '../src/index.ts';
import { partitionByDay } from '../src/partitions.ts';
import { keepDays } from '../src/running/keep-days.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { local, settableToday } from './days.fixture.ts';
import { placing, requestOf } from './placing.fixture.ts';

const dayMs = 86_400_000;

describe('keys by day in tables that the service does not own', () => {
  const users = {
    owner: `owner_${randomBytes(4).toString('hex')}`,
    service: `service_${randomBytes(4).toString('hex')}`,
  };
  let database: TestDatabase;
  let service: Pool;

  const poolOf = (user: string, days = 0): Pool => {
    const url = new URL(database.url);
    url.username = user;
    const pool = new Pool({ connectionString: url.href, application_name: `days:${days}`, max: 4 });
    pool.on('error', () => undefined);
    return pool;
  };
  const partitions = async (): Promise<number> => {
    const { rows } = await service.query<{ count: number }>(
      `select count(*)::integer as count from pg_inherits where inhparent = 'idempotency_key'::regclass`,
    );
    return rows[0]?.count ?? 0;
  };

  beforeAll(async () => {
    database = await testDatabase();
    const name = new URL(database.url).pathname.slice(1);
    await makeDatabases(database.directUrl, [
      { name, owner: { name: users.owner }, user: { name: users.service } },
    ]);
    const owner = poolOf(users.owner);
    for (const statement of [createIdempotencySchema, ...partitionByDay, settableToday])
      await owner.query(statement);
    await owner.query('create table effect (operation_id uuid, item text, step text)');
    await owner.end();
    service = poolOf(users.service);
  });
  afterAll(async () => {
    await service.end();
    const superuser = new Pool({ connectionString: database.url });
    await superuser.query(
      `alter database ${new URL(database.url).pathname.slice(1)} owner to current_user;
       drop owned by ${users.owner} cascade;
       drop owned by ${users.service};
       drop role ${users.owner}, ${users.service}`,
    );
    await superuser.end();
    await database.drop();
  });

  it('runs operations, and creates, empties and drops the days', async () => {
    const before = await partitions();
    expect(await keepDays(service, 3 * dayMs, () => false)).toMatchObject({ made: 3, dropped: 0, strays: 0 });
    expect(await partitions()).toBe(before + 3);

    const keys = new IdempotencyKeys(service, { leaseMs: 60_000 });
    for (const isReplay of [false, true])
      expect(await keys.execute(requestOf('first'), local(), null)).toMatchObject({
        response: { status: 201 },
        isReplay,
      });
    expect((await service.query('select from effect')).rowCount).toBe(1);
    const unending = placing('tea', { call: () => new Promise<string>(() => undefined) });
    void keys.execute(requestOf('unfinished'), unending, null).catch(() => undefined);
    await eventually(() => expect(unending.calls).toHaveLength(1));

    const later = poolOf(users.service, 9);
    try {
      const kept = await keepDays(later, -9 * dayMs, () => false);
      expect(kept).toMatchObject({ made: 4, carried: 1, dropped: 4 });
      const { rows } = await service.query('select state from idempotency_key');
      expect(rows).toEqual([{ state: 'running' }]);
    } finally {
      await later.end();
    }
  });

  it('runs only those three functions as the owner', async () => {
    const { rows } = await service.query<{ name: string }>(
      `select proname as name from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'idempotency_carry_unfinished',
      'idempotency_drop_day',
      'idempotency_make_days',
    ]);
    for (const sql of [
      'drop table idempotency_key_default',
      'create table idempotency_key_2000_01_01 (id integer)',
    ])
      expect(await service.query(sql).catch(({ code }: DatabaseError) => code)).toBe('42501');
  });
});
