/** The tables as they were before operations had phases; databases made then are upgraded from here. */
export const schemaBeforePhases = `
create table idempotency_key (
  key_hash uuid primary key,
  caller text not null,
  fingerprint bytea not null,
  operation text not null,
  operation_id uuid not null unique,
  state text not null default 'running' check (state in ('running', 'parked', 'done')),
  epoch integer not null default 1,
  lease_until timestamptz,
  input text,
  status smallint,
  headers jsonb,
  body text,
  created_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  check ((state = 'done') = (status is not null and body is not null))
);
create index idempotency_key_unfinished on idempotency_key (created_at) where state <> 'done';
create index idempotency_key_created_at on idempotency_key using brin (created_at);

create function idempotency_claim(
  p_key_hash uuid, p_caller text, p_fingerprint bytea, p_operation text, p_operation_id uuid, p_input text,
  p_lease_ms integer
) returns table (
  verdict text, operation_id uuid, epoch integer, input text, status smallint, headers jsonb, body text
) language plpgsql volatile as $$
#variable_conflict use_column
declare
  known idempotency_key;
  is_ours boolean := pg_try_advisory_xact_lock(hashtextextended(p_key_hash::text, 7));
begin
  if is_ours then
    insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, input, lease_until)
    values (p_key_hash, p_caller, p_fingerprint, p_operation, p_operation_id, p_input,
            clock_timestamp() + p_lease_ms * interval '1 millisecond')
    on conflict do nothing;
    if found then
      return query select 'new', p_operation_id, 1, p_input, null::smallint, null::jsonb, null::text;
      return;
    end if;
  end if;

  select * into known from idempotency_key k where k.key_hash = p_key_hash;
  if known.key_hash is not null and (known.caller <> p_caller or known.fingerprint <> p_fingerprint) then
    return query select 'mismatch', null::uuid, null::integer, null::text, null::smallint, null::jsonb, null::text;
  elsif known.state = 'done' then
    return query select 'replay', known.operation_id, known.epoch, null::text, known.status, known.headers, known.body;
  elsif not is_ours or (known.state = 'running' and known.lease_until > clock_timestamp()) then
    return query select 'busy', null::uuid, null::integer, null::text, null::smallint, null::jsonb, null::text;
  else
    return query
      update idempotency_key k
      set state = 'running', epoch = k.epoch + 1, lease_until = clock_timestamp() + p_lease_ms * interval '1 millisecond'
      where k.key_hash = p_key_hash and k.epoch = known.epoch and k.state <> 'done'
      returning 'resumed', k.operation_id, k.epoch, k.input, null::smallint, null::jsonb, null::text;
  end if;
end $$;
`;
