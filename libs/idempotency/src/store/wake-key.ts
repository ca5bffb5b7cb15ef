import { type Write } from './write.ts';

/**
 * Rechecks the key of an operation immediately, in the same commit that settled it another way (an event, a
 * webhook, a repair): it completes, and no operator is needed. `after` names the write that settled it, which
 * must return `key_hash` beside its `operation_id`. A key that is running, parked or done stays as it is.
 *
 * Matches unowned keys without a response by their columns: by state, the planner could pick the slow index.
 */
export function wakeKey(after: string): Write {
  return {
    name: 'woken_key',
    after,
    given: {},
    text: `update idempotency_key k
           set drive_at = clock_timestamp(), state = 'unknown'
           from ${after} s join given g using (operation_id)
           where k.key_hash = s.key_hash and k.owner is null and k.status is null and k.state <> 'parked'
           returning g.operation_id`,
  };
}
