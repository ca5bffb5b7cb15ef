/** A service's outbox: a message is a row here, written with the change it tells of. Ids are UUIDv7, so they sort by time. */
export const createOutboxSchema = `
create table outbox (
  message_id uuid primary key,
  queue text not null,
  name text not null,
  payload jsonb not null,
  attempts integer not null,
  traceparent text,
  created_at timestamptz not null default clock_timestamp(),
  leased_until timestamptz,
  published_at timestamptz
);
create index outbox_unpublished on outbox (message_id) where published_at is null;
`;

export const dropOutboxSchema = `drop table if exists outbox;`;

/** A consumer's inbox: a message that stands here has had its effect. */
export const createInboxSchema = `
create table inbox (
  consumer text not null,
  message_id uuid not null,
  received_at timestamptz not null default clock_timestamp(),
  primary key (consumer, message_id)
);
`;

export const dropInboxSchema = `drop table if exists inbox;`;
