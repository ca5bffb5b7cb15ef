import { type Problem } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Operation, type PermanentKey } from '../operation/operation.ts';
import { type ClaimResult } from '../store/claim.ts';

/**
 * A response rebuilt from the operation's own table, for a key whose stored response has expired; undefined
 * if the table does not have the key.
 */
export async function rebuild(
  permanentKey: PermanentKey | undefined,
  request: IdempotentRequest,
): Promise<ClaimResult | undefined> {
  const known = await permanentKey?.findByKey(request.keyHash);
  if (known === undefined) return undefined;
  if (!known.fingerprint.equals(request.fingerprint)) return { kind: 'reused' };
  return { kind: 'rebuilt', response: known.response };
}

/** The meaning of a constraint that a first commit violated. */
export type ConstraintResult =
  /** A duplicate arrived after its response expired, and gets the current state. */
  | { readonly kind: 'rebuilt'; readonly claim: ClaimResult }
  /** Another request came first. */
  | { readonly kind: 'refused'; readonly problem: Problem };

/** @throws The error itself if the operation does not declare the constraint. */
export async function explainConstraint(
  error: unknown,
  request: IdempotentRequest,
  { permanentKey, refusals }: Pick<Operation<never>, 'permanentKey' | 'refusals'>,
): Promise<ConstraintResult> {
  const constraint = violatedConstraint(error);
  if (constraint === undefined) throw error;
  const claim = constraint === permanentKey?.constraint ? await rebuild(permanentKey, request) : undefined;
  if (claim !== undefined) return { kind: 'rebuilt', claim };
  const problem = refusals?.[constraint]?.();
  if (problem === undefined) throw error;
  return { kind: 'refused', problem };
}

/** SQLSTATE class 23: integrity constraint violation. */
function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const isViolation = typeof code === 'string' && code.startsWith('23');
  return isViolation && typeof constraint === 'string' ? constraint : undefined;
}
