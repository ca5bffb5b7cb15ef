import { backgroundComment } from '@holdfast/service-defaults';

// Each statement wraps its change in a select, so that TypeORM returns its rows as they are. Due times are
// compared with the statement's time, which can use an index; stored times come from the clock.

/** The end of an attempt's lease; `parameter` is its length in ms. */
const lease = (parameter: string): string =>
  `clock_timestamp() + ${parameter}::float8 * interval '1 millisecond'`;
/** 4 days: how long to retry before giving up an email (RFC 5321, 4.5.4.1). */
const longestTrying = `interval '4 days'`;

/** True unless the current attempt is known not to have reached its final dot. */
const mayBeOut = 'unfinished_attempt is distinct from attempts';

/** True if another recorded email makes this one untrue. */
const isUntrue = (row: string): string =>
  `exists (select from email later where later.order_id = ${row}.order_id and later.supersedes = ${row}.kind)`;

/** True while an attempt at the superseded email is in progress: this email must come last. */
const mustWait = (row: string): string =>
  `exists (select from email earlier where earlier.order_id = ${row}.order_id and earlier.kind = ${row}.supersedes
           and earlier.status = 'sending')`;

/** True if `npm run ops -- forget` has replaced the recipient: no mail server can deliver it. */
const isForgotten = (row: string): string => `${row}.recipient like '%@forgotten.invalid'`;

const untrue = `'Withdrawn: a later email made it untrue before it was sent.'`;
const untrueAndMaybeSent = `'Withdrawn: a later email made it untrue. It may have been sent before.'`;
const forgotten = `'Withdrawn: the customer was forgotten.'`;

/**
 * Commits without waiting for the disk. Only for a claim: the commits of its final dot and of its end wait,
 * which includes this one. If the database crashes before them, the claim is lost, no final dot was sent, and
 * the job is still in the queue.
 */
const asyncCommit = `set_config('synchronous_commit', 'off', true)`;

/**
 * A row without content gets it, and is due immediately. A row without its refund belongs to the refund made
 * before it ($9), give or take a minute between two clocks. An entry that ends its job waits for the disk. So
 * does one that finds the email recorded: the other process may not have waited.
 */
export const enter = `
with given as (
  select $1::text as email_id, $2::text as order_id, $3::text as kind, $4::text as recipient, $5::text as message_id, $6::jsonb as content,
         $8::text as supersedes
), identified as (
  update email e set kind = given.kind,
    content = case when e.status in ('queued', 'sending') then coalesce(e.content, given.content) else e.content end
  from given
  where e.order_id = given.order_id and e.kind = split_part(given.kind, ':', 1)
    and e.created_at > $9::timestamptz - interval '1 minute'
    and not exists (select from email same where same.order_id = given.order_id and same.kind = given.kind)
  returning 1
), beginning as (
  select given.*, case when withdrawn is not null then 'held' when ${mustWait('given')} then 'queued' else 'sending' end as status
  from (select *, case when ${isForgotten('given')} then ${forgotten} when ${isUntrue('given')} then ${untrue} end as withdrawn from given) given
  where not exists (select from identified)
), entered as (
  insert into email as e (email_id, order_id, kind, recipient, message_id, supersedes, status, content, reason, given_up_at, attempts,
                          unfinished_attempt, attempted_at, leased_until)
  select email_id, order_id, kind, recipient, message_id, supersedes, status,
         case when status <> 'held' then content end, withdrawn,
         case when status = 'held' then clock_timestamp() end, (status = 'sending')::integer,
         case when status = 'sending' then 1 end, case when status = 'sending' then clock_timestamp() end,
         case when status = 'sending' then ${lease('$7')} end
  from beginning
  on conflict (order_id, kind) do update set content = excluded.content
    where e.content is null and e.status in ('queued', 'sending')
  returning email_id, status
)
select is_new as "isNew", case when is_new then ${asyncCommit} end
from (select email_id = $1 and status = 'sending' as is_new from entered) result`;

/**
 * Takes over abandoned emails; those that may have been sent only after fewer than $2 uncertain attempts.
 * Withdraws emails that are untrue by now.
 */
export const claimDue = `${backgroundComment}
with due as (
  select email_id, status = 'sending' and ${mayBeOut} as was_uncertain, ${isUntrue('e')} as is_untrue from email e
  where status in ('queued', 'sending') and coalesce(leased_until, due_at) <= statement_timestamp() and content is not null
    and (status = 'queued' or uncertain_attempts + 1 < $2 or not (${mayBeOut})) and not ${mustWait('e')}
  order by coalesce(leased_until, due_at) limit $1 for update of e skip locked
), withdrawn as (
  update email e
  set status = 'held', given_up_at = clock_timestamp(), leased_until = null, content = null,
    reason = case when attempts > 0 and ${mayBeOut} then ${untrueAndMaybeSent} else ${untrue} end
  from due where e.email_id = due.email_id and due.is_untrue
), claimed as (
  update email e
  set status = 'sending', attempts = attempts + 1, unfinished_attempt = attempts + 1, attempted_at = clock_timestamp(), leased_until = ${lease('$3')},
    uncertain_attempts = uncertain_attempts + due.was_uncertain::integer
  from due where e.email_id = due.email_id and not due.is_untrue returning e.*, due.was_uncertain
)
select email_id as "emailId", split_part(kind, ':', 1) as kind, recipient as "to", message_id as "messageId", attempts as attempt, content,
       uncertain_attempts as "uncertainAttempts", was_uncertain as "wasUncertain" from claimed`;

export const holdAbandoned = `${backgroundComment}
with held as (
  update email set status = 'held', leased_until = null, uncertain_attempts = uncertain_attempts + 1,
    reason = 'The sending process crashed or paused after the mail server may have received the whole email.'
  where status = 'sending' and coalesce(leased_until, due_at) <= statement_timestamp() and ${mayBeOut} and uncertain_attempts + 1 >= $1
  returning 1
)
select 1 from held`;

export const markFinalDot = `
with marked as (
  update email e set unfinished_attempt = null where email_id = $1 and attempts = $2 and status = 'sending' and not ${isUntrue('e')} returning 1
)
select 1 from marked`;

export const markSent = `
with sent as (
  update email set status = 'sent', sent_at = clock_timestamp(), leased_until = null, content = null, reason = null, given_up_at = null
  where email_id = $1 and status <> 'sent' returning 1
)
select 1 from sent`;

/**
 * `$3`: the pause before the next attempt in ms; null holds the email for an operator. `$5`: it may be out.
 */
export const release = `
with released as (
  update email set
    status = case when $3::float8 is null or pending_since < clock_timestamp() - ${longestTrying} then 'held' else 'queued' end,
    due_at = clock_timestamp() + coalesce($3::float8, 0) * interval '1 millisecond', leased_until = null, reason = $4,
    uncertain_attempts = uncertain_attempts + $5::boolean::integer
  where email_id = $1 and attempts = $2 and status = 'sending' returning status
)
select status from released`;

export const unsent = `${backgroundComment}
select status as state, split_part(kind, ':', 1) as kind, count(*)::integer as emails,
       extract(epoch from clock_timestamp() - min(pending_since))::float8 as "oldestSeconds"
from email where status in ('queued', 'sending') group by 1, 2
union all
select status, split_part(kind, ':', 1), count(*)::integer, extract(epoch from clock_timestamp() - min(pending_since))::float8
from email where status = 'held' and given_up_at is null group by 1, 2`;
