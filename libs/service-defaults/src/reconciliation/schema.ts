/**
 * One row per reconciled ledger. `owner` holds the lease, `position` is the progress of the current run, and
 * everything before `complete_until` was compared in complete runs. One row per repair, written before the
 * repair is made: a repair without a row does not happen, not even if its process is killed.
 */
export const createReconciliationSchema: string = `
create table reconciliation (
  name text primary key,
  owner uuid,
  lease_until timestamptz,
  run_since timestamptz,
  run_until timestamptz,
  run_began_at timestamptz,
  position text,
  found jsonb not null default '{}',
  complete_until timestamptz,
  completed_at timestamptz,
  last_found jsonb not null default '{}',
  last_seconds double precision
);
create table reconciliation_repair (
  repair_id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  found text not null,
  order_id text,
  payment_id text,
  refund_id text
);
`;

/** Remembers the unresolved differences of the current run, and of the last complete one. */
export const keepUnresolvedSchema: string = `
alter table reconciliation
  add column unresolved jsonb not null default '[]',
  add column last_unresolved jsonb not null default '[]';
`;

export const dropKeepUnresolvedSchema: string = `alter table reconciliation drop column unresolved, drop column last_unresolved;`;

export const dropReconciliationSchema: string = `drop table if exists reconciliation_repair; drop table if exists reconciliation;`;
