/**
 * Operators' decisions, kept permanently: a decision can move money, and by the time someone asks who made
 * it, the key and the logs are gone. Written in the same statement as the decision itself.
 */
export const createDecisionTable = `
create table idempotency_decision (
  decision_id bigint generated always as identity primary key,
  operation_id uuid not null,
  operation text not null,
  phase text not null,
  attempt integer not null,
  kind text not null check (kind in ('outcome', 'not_executed', 'recheck')),
  outcome jsonb,
  asked_because text,
  decided_by text not null,
  decided_at timestamptz not null default clock_timestamp(),
  check ((kind = 'outcome') = (outcome is not null))
);
create index idempotency_decision_operation_id on idempotency_decision (operation_id);
`;

export const dropDecisionTable = 'drop table if exists idempotency_decision;';
