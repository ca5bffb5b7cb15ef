import { background } from '@holdfast/service-defaults';

// Each is one statement, and a select around what it changes: that way its rows come back from TypeORM as they are. What is due is compared with
// the time of the statement, which an index can be searched for; all that is written has the time of the clock.

/** Until when an attempt has its mail to itself; `parameter` is for how many ms. */
const lease = (parameter: string): string =>
  `clock_timestamp() + ${parameter}::float8 * interval '1 millisecond'`;
/** 4 days: for so long a mail server must be tried again before a mail is given up (RFC 5321, 4.5.4.1). */
const longestTrying = `interval '4 days'`;

/** The mail of an attempt may be out, unless the attempt has said that it has not reached its end. */
const mayBeOut = 'unended_attempt is distinct from attempts';

/** A row that an older version left without its content gets it, and its turn comes at once. */
export const enter = `
with entered as (
  insert into email as e (email_id, order_id, kind, recipient, message_id, content, status, attempts, unended_attempt, attempted_at, leased_until)
  values ($1, $2, $3, $4, $5, $6::jsonb, 'sending', 1, 1, clock_timestamp(), ${lease('$7')})
  on conflict (order_id, kind) do update set content = excluded.content
    where e.content is null and e.status in ('queued', 'sending')
  returning email_id
)
select email_id = $1 as "isNew" from entered`;

/** Of what a process left when the mail may have been out, only what may be sent again ($2). */
export const claimDue = `${background}
with due as (
  select email_id, status = 'sending' and ${mayBeOut} as was_uncertain from email
  where status in ('queued', 'sending') and coalesce(leased_until, due_at) <= statement_timestamp() and content is not null
    and (status = 'queued' or $2 or not (${mayBeOut}))
  order by coalesce(leased_until, due_at) limit $1 for update skip locked
), claimed as (
  update email e
  set status = 'sending', attempts = attempts + 1, unended_attempt = attempts + 1, attempted_at = clock_timestamp(), leased_until = ${lease('$3')}
  from due where e.email_id = due.email_id returning e.*, due.was_uncertain
)
select email_id as "emailId", kind, recipient as "to", message_id as "messageId", attempts as attempt, content,
       was_uncertain as "wasUncertain" from claimed`;

export const holdAbandoned = `${background}
with held as (
  update email set status = 'held', leased_until = null,
    reason = 'The process that was sending it died or stood still after the mail server may have had all of it.'
  where status = 'sending' and coalesce(leased_until, due_at) <= statement_timestamp() and ${mayBeOut} returning 1
)
select 1 from held`;

export const markEnding = `
with ending as (
  update email set unended_attempt = null where email_id = $1 and attempts = $2 and status = 'sending' returning 1
)
select 1 from ending`;

export const markSent = `
with sent as (
  update email set status = 'sent', sent_at = clock_timestamp(), leased_until = null, content = null, reason = null, given_up_at = null
  where email_id = $1 and status <> 'sent' returning 1
)
select 1 from sent`;

/** `$3`: after how many milliseconds it is tried again; null: never by itself. */
export const giveBack = `
with given_back as (
  update email set
    status = case when $3::float8 is null or pending_since < clock_timestamp() - ${longestTrying} then 'held' else 'queued' end,
    due_at = clock_timestamp() + coalesce($3::float8, 0) * interval '1 millisecond', leased_until = null, reason = $4
  where email_id = $1 and attempts = $2 and status = 'sending' returning status
)
select status from given_back`;

export const unsent = `${background}
select status as state, kind, count(*)::integer as mails,
       extract(epoch from clock_timestamp() - min(pending_since))::float8 as "oldestSeconds"
from email where status in ('queued', 'sending') group by status, kind
union all
select status, kind, count(*)::integer, extract(epoch from clock_timestamp() - min(pending_since))::float8
from email where status = 'held' and given_up_at is null group by status, kind`;
