import { type Write } from './write.ts';

/**
 * Has the key looked at again at once whose operation was settled by another way (an event, a webhook, a repair), in the same commit: it ends with
 * its answer then, and no person is asked any more. `after` names the write that settled it, which must return the `key_hash` beside its
 * `operation_id`. A key that runs, waits for its request or is done stays as it is.
 *
 * A key without an owner and without an answer is told by these columns: by its state the planner could choose the index of unfinished keys.
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
