import { backgroundComment } from '@holdfast/service-defaults';

// Each is one statement, and a select around what it changes: that way its rows come back from TypeORM as they are. What is due is compared with
// the time of the statement, which an index can be searched for; all that is written has the time of the clock.

/** Until when an attempt has its mail to itself; `parameter` is for how many ms. */
const lease = (parameter: string): string =>
  `clock_timestamp() + ${parameter}::float8 * interval '1 millisecond'`;
/** 4 days: for so long a mail server must be tried again before a mail is given up (RFC 5321, 4.5.4.1). */
const longestTrying = `interval '4 days'`;

/** The mail of an attempt may be out, unless the attempt has said that it has not reached its end. */
const mayBeOut = 'unfinished_attempt is distinct from attempts';

/** Whether another mail has been written down that makes this one untrue. */
const isUntrue = (mail: string): string =>
  `exists (select from email later where later.order_id = ${mail}.order_id and later.supersedes = ${mail}.kind)`;

/** Whether an attempt at the mail that this one supersedes is under way: of the two, this one comes last. */
const mustWait = (mail: string): string =>
  `exists (select from email earlier where earlier.order_id = ${mail}.order_id and earlier.kind = ${mail}.supersedes
           and earlier.status = 'sending')`;

const untrue = `'It would no longer be true: what it reports was undone before it was sent.'`;

/**
 * A row that an older version left without its content gets it, and its turn comes at once. One that it left without the refund is of the
 * refund that was made before it ($9), give or take a minute of two clocks.
 */
export const enter = `
with mail as (
  select $1::text as email_id, $2::text as order_id, $3::text as kind, $4::text as recipient, $5::text as message_id, $6::jsonb as content,
         $8::text as supersedes
), identified as (
  update email e set kind = mail.kind,
    content = case when e.status in ('queued', 'sending') then coalesce(e.content, mail.content) else e.content end
  from mail
  where e.order_id = mail.order_id and e.kind = split_part(mail.kind, ':', 1) and e.kind <> mail.kind
    and e.created_at > $9::timestamptz - interval '1 minute'
    and not exists (select from email same where same.order_id = mail.order_id and same.kind = mail.kind)
  returning 1
), beginning as (
  select mail.*, case when ${isUntrue('mail')} then 'held' when ${mustWait('mail')} then 'queued' else 'sending' end as status from mail
  where not exists (select from identified)
), entered as (
  insert into email as e (email_id, order_id, kind, recipient, message_id, supersedes, status, content, reason, given_up_at, attempts,
                          unfinished_attempt, attempted_at, leased_until)
  select email_id, order_id, kind, recipient, message_id, supersedes, status,
         case when status <> 'held' then content end, case when status = 'held' then ${untrue} end,
         case when status = 'held' then clock_timestamp() end, (status = 'sending')::integer,
         case when status = 'sending' then 1 end, case when status = 'sending' then clock_timestamp() end,
         case when status = 'sending' then ${lease('$7')} end
  from beginning
  on conflict (order_id, kind) do update set content = excluded.content
    where e.content is null and e.status in ('queued', 'sending')
  returning email_id, status
)
select email_id = $1 and status = 'sending' as "isNew" from entered`;

/** Of what a process left when the mail may have been out, only what may be sent again ($2). What is untrue by now is withdrawn. */
export const claimDue = `${backgroundComment}
with due as (
  select email_id, status = 'sending' and ${mayBeOut} as was_uncertain, ${isUntrue('e')} as is_untrue from email e
  where status in ('queued', 'sending') and coalesce(leased_until, due_at) <= statement_timestamp() and content is not null
    and (status = 'queued' or $2 or not (${mayBeOut})) and not ${mustWait('e')}
  order by coalesce(leased_until, due_at) limit $1 for update of e skip locked
), withdrawn as (
  update email e
  set status = 'held', given_up_at = clock_timestamp(), leased_until = null, content = null, reason = ${untrue}
  from due where e.email_id = due.email_id and due.is_untrue
), claimed as (
  update email e
  set status = 'sending', attempts = attempts + 1, unfinished_attempt = attempts + 1, attempted_at = clock_timestamp(), leased_until = ${lease('$3')}
  from due where e.email_id = due.email_id and not due.is_untrue returning e.*, due.was_uncertain
)
select email_id as "emailId", split_part(kind, ':', 1) as kind, recipient as "to", message_id as "messageId", attempts as attempt, content,
       was_uncertain as "wasUncertain" from claimed`;

export const holdAbandoned = `${backgroundComment}
with held as (
  update email set status = 'held', leased_until = null,
    reason = 'The process that was sending it died or stood still after the mail server may have had all of it.'
  where status = 'sending' and coalesce(leased_until, due_at) <= statement_timestamp() and ${mayBeOut} returning 1
)
select 1 from held`;

export const markFinalDot = `
with ending as (
  update email e set unfinished_attempt = null where email_id = $1 and attempts = $2 and status = 'sending' and not ${isUntrue('e')} returning 1
)
select 1 from ending`;

export const markSent = `
with sent as (
  update email set status = 'sent', sent_at = clock_timestamp(), leased_until = null, content = null, reason = null, given_up_at = null
  where email_id = $1 and status <> 'sent' returning 1
)
select 1 from sent`;

/** `$3`: after how many milliseconds it is tried again; null: never by itself. */
export const release = `
with released as (
  update email set
    status = case when $3::float8 is null or pending_since < clock_timestamp() - ${longestTrying} then 'held' else 'queued' end,
    due_at = clock_timestamp() + coalesce($3::float8, 0) * interval '1 millisecond', leased_until = null, reason = $4
  where email_id = $1 and attempts = $2 and status = 'sending' returning status
)
select status from released`;

export const unsent = `${backgroundComment}
select status as state, split_part(kind, ':', 1) as kind, count(*)::integer as mails,
       extract(epoch from clock_timestamp() - min(pending_since))::float8 as "oldestSeconds"
from email where status in ('queued', 'sending') group by 1, 2
union all
select status, split_part(kind, ':', 1), count(*)::integer, extract(epoch from clock_timestamp() - min(pending_since))::float8
from email where status = 'held' and given_up_at is null group by 1, 2`;
