import { type Owned } from '../store/claim.ts';
import { type Write } from '../store/write.ts';

/** Who stands in the decisions beside the people: the service, where it found that a person was wrong. */
export const serviceAuthor = 'the service (checked first)';

/** Keeps beside a person's decision what was found when it was read back, and gone on with instead. */
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
