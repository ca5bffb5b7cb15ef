import { type Owned } from '../store/claim.ts';
import { type Write } from '../store/write.ts';

/** The author of outcomes that the service found where an operator was wrong. */
export const serviceAuthor = 'the service (checked first)';

/** Records the outcome that the service found and continued with, beside the operator's decision. */
export function foundInstead({ operation, recoveryPoint, attempt }: Owned, found: unknown): Write {
  return {
    name: 'found_instead',
    after: 'transition',
    given: {
      operation: ['text', operation],
      phase: ['text', recoveryPoint],
      attempt: ['integer', attempt],
      outcome: ['jsonb', found ?? null],
    },
    text: `insert into idempotency_decision (operation_id, operation, phase, attempt, kind, outcome, decided_by)
           select operation_id, operation, phase, attempt, 'outcome', coalesce(outcome, 'null'), '${serviceAuthor}' from given
           returning operation_id`,
  };
}
