import assert from 'node:assert/strict';
import { type System } from '../system/system.ts';

/** An outcome as `npm run ops -- keys resolve … --outcome` reads it. */
export type Outcome = Readonly<Record<string, unknown>> & { readonly kind: string };

const decision = `
  with decided as (
    update idempotency_key
    set state = 'unknown', epoch = epoch + 1, drive_at = clock_timestamp(),
        resolution = jsonb_build_object('kind', 'outcome', 'by', 'ada', 'at', clock_timestamp(), 'outcome', $1::jsonb)
    where state in ('unknown', 'review') and operation = 'create-payment'
    returning operation_id, operation, recovery_point, attempt, reason
  ), kept as (
    insert into idempotency_decision (operation_id, operation, phase, attempt, kind, outcome, asked_because, decided_by)
    select operation_id, operation, recovery_point, attempt, 'outcome', $1::jsonb, reason, 'ada' from decided
  )
  select operation_id from decided`;

/**
 * An operator records the outcome of the only unfinished payment, as `npm run ops -- keys resolve` does.
 * Returns its operation.
 */
export async function operatorDecides(system: System, outcome: Outcome): Promise<string> {
  const keys = await system.until('an operator has decided', async () => {
    const decided = await system.query('payments', decision, [JSON.stringify(outcome)]);
    return decided.length > 0 && decided;
  });
  assert.equal(keys.length, 1, 'payments that an operator can decide on');
  system.note(`an operator records: ${JSON.stringify(outcome)}`);
  return String(keys[0]?.['operation_id']);
}
