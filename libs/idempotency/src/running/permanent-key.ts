import { type Problem } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Operation, type PermanentKey } from '../operation/operation.ts';
import { type ClaimResult } from '../store/claim.ts';

/** What the operation's own table tells of a key whose answer was forgotten; undefined when it has never seen the key. */
export async function rebuild(
  permanentKey: PermanentKey | undefined,
  request: IdempotentRequest,
): Promise<ClaimResult | undefined> {
  const known = await permanentKey?.findByKey(request.keyHash);
  if (known === undefined) return undefined;
  if (!known.fingerprint.equals(request.fingerprint)) return { kind: 'reused' };
  return { kind: 'rebuilt', response: known.response };
}

/** What a first commit means that violated a constraint. */
export type ConstraintResult =
  /** A duplicate that comes after its answer was forgotten is told how things stand. */
  | { readonly kind: 'rebuilt'; readonly claim: ClaimResult }
  /** Others were faster. */
  | { readonly kind: 'refused'; readonly problem: Problem };

/** @throws The error itself when it is no violation that the operation knows. */
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

/** Class 23 of SQLSTATE: integrity constraint violation. */
function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const isViolation = typeof code === 'string' && code.startsWith('23');
  return isViolation && typeof constraint === 'string' ? constraint : undefined;
}
