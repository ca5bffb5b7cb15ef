import { Problem, type ProblemKind } from '@holdfast/service-defaults';
import { type AttemptLimit } from './attempt-limit.ts';

export const limitErrors = {
  tooMany: { code: 'too_many_attempts', status: 429, title: 'Too many attempts' },
} as const satisfies Record<string, ProblemKind>;

const notDone = {
  checkout: 'Nothing was ordered or charged.',
  refund: 'Nothing was refunded.',
} as const;

export function tooManyAttempts(
  refused: keyof typeof notDone,
  { name, text }: AttemptLimit,
  resetMs: number,
): Problem {
  return new Problem(limitErrors.tooMany, `${notDone[refused]} ${text} Retry later with the same key.`, {
    extensions: { limit: name },
    retryAfterSeconds: Math.max(1, Math.ceil(resetMs / 1_000)),
  });
}
