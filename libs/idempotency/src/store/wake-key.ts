import { type Write } from './write.ts';

/**
 * Rechecks the key of an operation immediately, in the same commit that settled it another way (an event, a
 * webhook, a repair): it completes, and no operator is needed. If it is running, it is rechecked immediately
 * unless that run completes it. `after` names the write that settled it, which must return `key_hash` beside
 * its `operation_id`. A key that is parked or done stays as it is.
 *
 * Skips a key whose commit is in progress: that commit may wait for what the write before has locked. Matches
 * keys without a response by their columns: by state, the planner could pick the slow index.
 */
export function wakeKey(after: string): Write {
  return {
    name: 'woken_key',
    after,
    given: {},
    text: `update idempotency_key k
           set drive_at = clock_timestamp(), state = case when k.owner is null then 'unknown' else k.state end
           from (select l.key_hash, g.operation_id
                 from ${after} s join given g using (operation_id) join idempotency_key l on l.key_hash = s.key_hash
                 where l.status is null and l.state <> 'parked' for no key update of l skip locked) w
           where k.key_hash = w.key_hash and k.status is null and k.state <> 'parked'
           returning w.operation_id`,
  };
}
