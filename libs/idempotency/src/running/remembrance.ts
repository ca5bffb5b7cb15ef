import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Operation, type Remembrance } from '../operation/operation.ts';
import { type Claim } from '../store/claim.ts';

/** What the operation's own table tells of a key whose answer was forgotten; undefined when it has never seen the key. */
export async function recall(
  remembers: Remembrance | undefined,
  request: IdempotentRequest,
): Promise<Claim | undefined> {
  const known = await remembers?.recall(request.keyHash);
  if (known === undefined) return undefined;
  if (!known.fingerprint.equals(request.fingerprint)) return { verdict: 'mismatch' };
  return { verdict: 'recalled', answer: known.answer };
}

/**
 * What a first commit means that violated a constraint: a duplicate that comes after its answer was forgotten is told how things
 * stand, and one that others were faster than is refused.
 */
export async function explainViolation(
  error: unknown,
  request: IdempotentRequest,
  { remembers, refusals }: Pick<Operation<never>, 'remembers' | 'refusals'>,
): Promise<Claim> {
  const constraint = violatedConstraint(error);
  if (constraint === undefined) throw error;
  const recalled = constraint === remembers?.constraint ? await recall(remembers, request) : undefined;
  if (recalled !== undefined) return recalled;
  throw refusals?.[constraint]?.() ?? error;
}

/** Class 23 of SQLSTATE: integrity constraint violation. */
function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const isViolation = typeof code === 'string' && code.startsWith('23');
  return isViolation && typeof constraint === 'string' ? constraint : undefined;
}
