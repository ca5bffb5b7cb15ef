/**
 * One row for each ledger that a service reconciles by itself. Who holds the lease is at it; what a process that died had done of its run
 * stands in `position`, and everything before `complete_until` was compared in runs that came to their end.
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
