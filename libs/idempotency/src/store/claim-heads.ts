import { responseColumns } from './statement-heads.ts';
import { type SqlType, type StatementHead } from './write.ts';

interface ClaimOptions {
  readonly owner: string;
  readonly leaseMs: number;
  readonly retentionMs: number;
}

const keyColumns = {
  key_hash: 'uuid',
  caller: 'text',
  fingerprint: 'bytea',
  key_time: 'timestamptz',
} as const satisfies Record<string, SqlType>;

const claimConstants = ({ owner, leaseMs, retentionMs }: ClaimOptions): readonly unknown[] => [
  owner,
  leaseMs,
  retentionMs,
];

/**
 * The first commit of an operation. Its writes come after `claim`, which returns the operations whose key is
 * new. Those keys are inserted directly, under the lock and the time limits of `idempotency_claim`, which is
 * called only for the others (a third less CPU time of Postgres, measured). `offset 0` keeps the planner from
 * calling it for all keys.
 */
export function claim(options: ClaimOptions): StatementHead {
  return {
    name: 'claimed',
    columns: { ...keyColumns, operation: 'text', recovery_point: 'text', input: 'text', ...responseColumns },
    constants: claimConstants(options),
    first: {
      name: 'claimed_directly',
      text: `
      insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, owner, lease_until,
                                   recovery_point, input, sent_at, status, headers, body, finished_at)
      select g.key_hash, g.caller, g.fingerprint, g.operation, g.operation_id,
             case when g.status is null then 'running' else 'done' end,
             case when g.status is null then $1::uuid end,
             case when g.status is null then clock_timestamp() + $2::integer * interval '1 millisecond' end,
             g.recovery_point, g.input, case when g.status is null then clock_timestamp() end,
             g.status::smallint, g.headers, g.body, case when g.status is not null then clock_timestamp() end
      from given g
      where (g.key_time is null or g.key_time between clock_timestamp() - $3::bigint * interval '1 millisecond'
                                                  and clock_timestamp() + interval '5 minutes')
        and pg_try_advisory_xact_lock(hashtextextended(g.key_hash::text, 7))
      on conflict do nothing
      returning operation_id`,
    },
    text: `
      select d.operation_id as asked, 'new' as result, null::jsonb as details, null::smallint as status,
             null::jsonb as headers, null::bytea as body
      from claimed_directly d
      union all
      select g.operation_id, c.*
      from (select * from given g where g.operation_id not in (select d.operation_id from claimed_directly d) offset 0) g
      cross join lateral idempotency_claim(
        'insert', g.key_hash, g.caller, g.fingerprint, g.key_time, $3::bigint, g.operation, g.operation_id, $1::uuid, $2::integer,
        g.recovery_point, g.input, g.status::smallint, g.headers, g.body) c`,
    gate: { name: 'claim', text: `select asked as operation_id from claimed where result = 'new'` },
    select: 'select * from claimed',
  };
}

/** Takes over an unfinished key only. */
export function resume(options: ClaimOptions): StatementHead {
  return {
    name: 'resumed',
    columns: keyColumns,
    constants: claimConstants(options),
    text: `
      select g.operation_id as asked, c.*
      from given g cross join lateral idempotency_claim(
        'resume', g.key_hash, g.caller, g.fingerprint, g.key_time, $3::bigint, null, g.operation_id, $1::uuid, $2::integer,
        null, null, null, null, null) c`,
    select: 'select * from resumed',
  };
}
