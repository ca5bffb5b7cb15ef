/**
 * One row per reconciled ledger. `owner` holds the lease, `position` is the progress of the current run, and
 * everything before `complete_until` was compared in complete runs.
 */
export const createReconciliationSchema = `
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
`;

export const dropReconciliationSchema = `drop table if exists reconciliation;`;
