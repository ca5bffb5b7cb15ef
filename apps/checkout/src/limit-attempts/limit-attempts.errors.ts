import { Problem, type ProblemKind } from '@holdfast/service-defaults';
import { type AttemptLimit } from './attempt-limit.ts';

export const limitErrors = {
  tooMany: { code: 'too_many_attempts', status: 429, title: 'Too many attempts' },
} as const satisfies Record<string, ProblemKind>;

export function tooManyAttempts({ name, text }: AttemptLimit, resetMs: number): Problem {
  return new Problem(
    limitErrors.tooMany,
    `Nothing was ordered, charged or refunded. ${text} Retry later with the same key.`,
    { extensions: { limit: name }, retryAfterSeconds: Math.max(1, Math.ceil(resetMs / 1_000)) },
  );
}
