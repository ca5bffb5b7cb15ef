import { createDecisionTable, dropDecisionTable } from './review/decision-table.ts';
import { createClaimFunction, dropClaimFunction } from './store/claim-or-take-over.ts';

/**
 * A key is `running` under an owner and an epoch (the fence), `parked` if its call was definitely not
 * executed, `unknown` if it may have been, in `review` if only an operator can decide, and `done` with its
 * response, which never changes again.
 */
export const createIdempotencySchema: string = `
create table idempotency_process (
  owner uuid primary key,
  lease_until timestamptz not null
);

create table idempotency_key (
  key_hash uuid primary key,
  caller text not null,
  fingerprint bytea not null,
  operation text not null,
  operation_id uuid not null,
  state text not null check (state in ('running', 'parked', 'unknown', 'review', 'done')),
  epoch integer not null default 1,
  owner uuid,
  lease_until timestamptz,
  recovery_point text,
  input text,
  attempt integer not null default 1,
  sent_at timestamptz,
  first_sent_at timestamptz,
  is_uncertain boolean not null default false,
  tries integer not null default 0,
  absent_at timestamptz,
  drive_at timestamptz,
  waits_until timestamptz,
  reason text,
  resolution jsonb,
  status smallint,
  headers jsonb,
  body bytea,
  created_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  check ((state = 'done') = (status is not null)),
  check ((state = 'running') = (owner is not null)),
  check (state = 'done' or recovery_point is not null)
);
create index idempotency_key_unfinished on idempotency_key (created_at) where state <> 'done';

${createDecisionTable}
${createClaimFunction}`;

export const dropIdempotencySchema: string = `
${dropClaimFunction}
drop table if exists idempotency_key;
${dropDecisionTable}
drop table if exists idempotency_process;
`;
