import { partitionByDay } from '../src/partitions.ts';
import { KeysOnPostgres } from './placing.fixture.ts';

/** Every row lands in one of four days by chance, so that nothing here can lean on which. */
const anyDay = `
  create or replace function idempotency_today() returns date language sql volatile as $$
    select (statement_timestamp() at time zone 'utc')::date + floor(random() * 4)::integer
  $$`;

/** What holds on the plain table holds on partitions by day: the same specs, on the other layout. */
KeysOnPostgres.layout = [...partitionByDay, 'select idempotency_make_days()', anyDay];
await import('./idempotency-keys.int.spec.ts');
await import('./complete-abandoned.int.spec.ts');
