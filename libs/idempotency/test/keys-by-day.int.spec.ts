import { partitionByDay } from '../src/partitions.ts';
import { KeysOnPostgres } from './placing.fixture.ts';

/** Puts every row into a random one of four days, so that no test can rely on the day. */
const anyDay = `
  create or replace function idempotency_today() returns date language sql volatile as $$
    select (statement_timestamp() at time zone 'utc')::date + floor(random() * 4)::integer
  $$`;

/** Runs the specs of the plain table on partitions by day. */
KeysOnPostgres.layout = [...partitionByDay, 'select idempotency_make_days()', anyDay];
await import('./idempotency-keys.int.spec.ts');
await import('./complete-abandoned.int.spec.ts');
