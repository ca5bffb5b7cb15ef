/**
 * One statement per database returns its rows of a scenario as JSON. $1: start time; $2: customers as a LIKE
 * pattern, or order IDs.
 */

const list = (query: string): string => `(select coalesce(json_agg(row), '[]') from (${query}) row)`;

const openKeys = list(`
  select key_hash, caller, operation, operation_id, state, epoch, owner, lease_until, recovery_point, attempt, is_uncertain, tries,
         drive_at, reason, created_at
  from idempotency_key where state <> 'done'`);

const unpublished = list(`
  select message_id, queue, name, aggregate, created_at, refusals, refusal, dead_at from outbox where published_at is null`);

/** Transactions that are idle or wait for a lock for more than a second. */
const locks = list(`
  select datname, application_name, state, wait_event_type, state_change, left(query, 200) as query
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and state_change < clock_timestamp() - interval '1 second'
    and (state like 'idle in transaction%' or (state = 'active' and wait_event_type = 'Lock'))`);

const checkoutRows = `
  ${list('select * from mine order by created_at')} as orders,
  ${list('select * from refund where order_id in (select order_id from mine)')} as refunds,
  ${list('select * from order_dispute where order_id in (select order_id from mine)')} as disputes,
  ${list('select order_id, type, text, at from order_event where order_id in (select order_id from mine) order by event_id')} as histories`;

const work = `${openKeys} as keys, ${unpublished} as unpublished`;

/** Domains of customers that shop on a stack before its scenario begin with this. */
export const beforeScenario = 'before-';

/** Excludes orders from before the scenario, even if a fast clock dates them later. */
export const checkoutLedger = `
  with mine as (
    select * from orders
    where customer_email like $2 or (created_at >= $1 and customer_email not like '%@${beforeScenario}%')
  )
  select ${checkoutRows}, ${work}, ${locks} as locks`;

/** The reason for which an operator has ended a payment, in the operator's words. */
const decidedDecline = `(
  select coalesce(d.outcome #>> '{word,code}', d.outcome ->> 'declineCode') from idempotency_decision d
  where d.operation_id = mine.operation_id and d.decided_by not like 'the service%'
  order by d.decision_id desc limit 1)`;

export const paymentsLedger = `
  with mine as (select * from payment where created_at >= $1 or order_id = any($2))
  select ${list(`
           select mine.*, ${decidedDecline} as decided_decline from mine`)} as payments,
         ${list('select * from refund where created_at >= $1 or order_id = any($2)')} as refunds,
         ${list('select * from dispute where payment_id in (select payment_id from mine)')} as disputes,
         ${work}, ${locks} as locks`;

/** The rows of some orders alone, and all unfinished work. $1: order IDs. */
export const checkoutOfOrders = `
  with mine as (select * from orders where order_id = any($1))
  select ${checkoutRows}, ${work}`;

export const paymentsOfOrders = `
  with mine as (select * from payment where order_id = any($1))
  select ${list('select * from mine')} as payments,
         ${list('select * from refund where payment_id in (select payment_id from mine)')} as refunds,
         ${list('select * from dispute where payment_id in (select payment_id from mine)')} as disputes,
         ${work}`;

/**
 * Orders that may have changed since a reading, in few bytes each. Every change of an order adds a line to
 * its history; lines are numbered, but a lower number may be committed after a higher one. $1: the earliest
 * time of an order; $2: the earliest line.
 */
export const touchedOrders = `
  with line as (select event_id, order_id from order_event where event_id >= $2)
  select (select coalesce(max(event_id), 0)::text from order_event) as newest,
         ${list(`
           select order_id, status, refunded_minor, created_at from orders
           where created_at >= $1 or order_id in (select order_id from line)`)} as orders`;

const emails = (condition: string): string =>
  list(`
    select email_id, order_id, split_part(kind, ':', 1) as kind, kind as identity, recipient, status, message_id, attempts, leased_until, created_at, sent_at, due_at, unfinished_attempt,
           attempted_at, reason, given_up_at, decisions, content is not null as has_content
    from email where ${condition}`);

export const emailLedger = `
  select ${emails('created_at >= $1 or order_id = any($2)')} as emails, ${locks} as locks`;

/** All that recommendations has counted: of 12 products, 78 rows at most. */
export const purchaseCounts = `
  select product_id as id, count from purchase
  union all select product_a || ' ' || product_b, count from co_purchase`;

export const emailsOfOrders = `select ${emails('order_id = any($1)')} as emails`;
