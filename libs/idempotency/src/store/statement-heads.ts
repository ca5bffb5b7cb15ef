import { backgroundComment } from '@holdfast/service-defaults';
import { type SqlType, type StatementHead } from './write.ts';

export const responseColumns = {
  status: 'integer',
  headers: 'jsonb',
  body: 'bytea',
} as const satisfies Record<string, SqlType>;

/**
 * A later commit of an operation. Its writes come after `transition`, which returns the operations whose key
 * this process still owns.
 */
export interface Transition {
  readonly head: StatementHead;
  /**
   * Finds the key if this same transition was committed before: `$1` its hash, `$2` the epoch, `$3` the mark.
   */
  readonly wasDone: string;
  readonly mark: (values: Readonly<Record<string, unknown>>) => unknown;
}

interface TransitionParts {
  readonly set: string;
  readonly columns: StatementHead['columns'];
  readonly constants?: readonly unknown[];
  /**
   * A condition besides ownership. A transition that leaves the key running needs one: if it is repeated
   * after its connection broke, it must find no row.
   */
  readonly from?: string;
  readonly was: string;
  readonly mark: Transition['mark'];
}

/**
 * Tests `owner is not null` instead of the state: with the state, the planner may pick the slow index of
 * unfinished keys (956 ms vs. 0.9 ms for 64 transitions among 20,000 keys, measured).
 */
function transition({ set, columns, constants = [], from, was, mark }: TransitionParts): Transition {
  return {
    head: {
      name: 'transition',
      columns: { key_hash: 'uuid', epoch: 'integer', ...columns },
      constants,
      text: `
        update idempotency_key k set ${set} from given g
        where k.key_hash = g.key_hash and k.epoch = g.epoch and k.owner is not null${from === undefined ? '' : ` and ${from}`}
        returning k.operation_id`,
      select: 'select operation_id as asked from transition',
    },
    wasDone: `select from idempotency_key where key_hash = $1 and epoch = $2 and ${was}`,
    mark,
  };
}

const freshAttempt =
  'sent_at = clock_timestamp(), is_uncertain = false, tries = 0, absent_at = null, waits_until = null, resolution = null';
const releasedColumns = 'owner = null, lease_until = null';

export const advance = ({ leaseMs }: { readonly leaseMs: number }): Transition =>
  transition({
    set: `recovery_point = g.recovery_point, input = g.input, attempt = 1, first_sent_at = null, ${freshAttempt},
          lease_until = clock_timestamp() + $1::integer * interval '1 millisecond'`,
    columns: { from_point: 'text', recovery_point: 'text', input: 'text' },
    constants: [leaseMs],
    from: 'k.recovery_point = g.from_point',
    was: `state = 'running' and recovery_point = $3::text`,
    mark: (values) => values['recovery_point'],
  });

export const startAttempt: Transition = transition({
  set: `attempt = g.attempt + 1, first_sent_at = coalesce(k.first_sent_at, k.sent_at), ${freshAttempt}`,
  columns: { attempt: 'integer' },
  from: 'k.attempt = g.attempt',
  was: `state = 'running' and attempt = $3::integer + 1`,
  mark: (values) => values['attempt'],
});

export const finish: Transition = transition({
  set: `state = 'done', ${releasedColumns}, input = null, absent_at = null, waits_until = null, drive_at = null, reason = null, resolution = null,
        status = g.status, headers = g.headers, body = g.body, finished_at = clock_timestamp()`,
  columns: responseColumns,
  was: `state = 'done' and status = $3::integer`,
  mark: (values) => values['status'],
});

/** A run that `wakeKey` has marked may have read before the operation was settled: it is due again now. */
export const suspend: Transition = transition({
  set: `state = case when g.state = 'parked' or k.drive_at is null then g.state else 'unknown' end, ${releasedColumns}, reason = g.reason, tries = k.tries + 1,
        resolution = case when g.keeps_decision then k.resolution end,
        is_uncertain = k.is_uncertain or g.state <> 'parked',
        absent_at = case when g.is_absent then coalesce(k.absent_at, clock_timestamp()) end, waits_until = g.waits_until,
        drive_at = clock_timestamp() + case when g.state = 'parked' or k.drive_at is null then g.drive_in_ms else 0 end
                   * interval '1 millisecond'`,
  columns: {
    state: 'text',
    reason: 'text',
    drive_in_ms: 'integer',
    is_absent: 'boolean',
    keeps_decision: 'boolean',
    waits_until: 'timestamptz',
  },
  was: `state in ($3::text, 'unknown')`,
  mark: (values) => values['state'],
});

const owned = `k.key_hash, k.operation, k.operation_id, k.epoch, k.recovery_point, k.input, k.attempt,
  extract(epoch from clock_timestamp() - k.sent_at)::float8 * 1000 as sent_ms_ago, k.is_uncertain, k.tries, k.sent_at, k.first_sent_at,
  extract(epoch from clock_timestamp() - k.absent_at)::float8 * 1000 as absent_ms_ago, k.resolution`;

/**
 * `$1` names of operations, `$2` limit, `$3` the new owner, `$4` its lease in ms, `$5` its active keys: a row
 * of its own that is not among them was claimed by a statement whose response it never saw. `$6` how long to
 * wait for such a claim, ms, the same as for a dead process.
 *
 * A key that another process takes over meanwhile has another epoch. Its new owner may not be visible yet,
 * and would look dead.
 */
export const takeOver = `${backgroundComment}
  with abandoned as (
    select key_hash, state from idempotency_key
    where operation = any($1::text[])
      and ((state = 'running' and (lease_until < clock_timestamp() or not idempotency_owner_lives(owner)
             or (owner = $3::uuid and key_hash <> all($5::uuid[])
               and lease_until < clock_timestamp() + ($4::integer - $6::integer) * interval '1 millisecond')))
        or (state in ('unknown', 'parked') and drive_at < clock_timestamp()))
      and epoch = (select seen.epoch from idempotency_key seen where seen.key_hash = idempotency_key.key_hash)
    order by coalesce(drive_at, lease_until) limit $2 for update skip locked
  ), taken as (
    update idempotency_key k
    set epoch = k.epoch + 1, state = 'running', owner = $3::uuid, drive_at = null,
        is_uncertain = k.is_uncertain or k.state <> 'parked',
        sent_at = case when k.state = 'parked' and not k.is_uncertain then clock_timestamp() else k.sent_at end,
        lease_until = clock_timestamp() + $4::integer * interval '1 millisecond'
    from abandoned a where k.key_hash = a.key_hash
    returning ${owned}, a.state as was
  )
  select * from taken`;

/** `$1` the key's hash, `$2` the epoch of a run. */
export const isStillOwned = `select from idempotency_key where key_hash = $1 and epoch = $2 and state = 'running'`;

/** `$1` the key's hash, `$2` the caller, `$3` the fingerprint. */
export const read = `
  select case when caller <> $2 or fingerprint <> $3 then 'reused' when state = 'done' then 'replay'
              when state = 'review' then 'in_review' else 'in_flight' end as result,
         operation_id, status, headers, body, state = 'parked' and drive_at is null as waits_for_request
  from idempotency_key where key_hash = $1`;
