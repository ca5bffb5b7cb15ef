import { type Problem } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type StoredResponse } from './stored-response.ts';
import { type Phase, type Step } from './phase.ts';

/**
 * A piece of work with one effect and one answer per key, told in the order it happens: `begin`, then its phases, each with one
 * foreign call. n calls are n + 1 commits; an operation that ends in `begin` is one commit.
 */
export interface Operation<Command> {
  /** Stands with the key, so that another process knows how to go on: it must not change while keys are unfinished. */
  readonly name: string;
  /** The recovery points. A phase may only be taken away when no unfinished key stands at it. */
  readonly phases: readonly Phase<never>[];
  /**
   * May refuse by throwing a Problem: with `throw final(problem)` it is the stored answer, otherwise nothing is stored, and the key stays
   * unused. A key that was accepted before keeps its answer, whatever today's rules are.
   */
  begin(command: Command, operationId: string, request: IdempotentRequest): Step | Promise<Step>;
  /** Makes the answer from the reference that was stored with `referTo`: for bodies too large to store. */
  render?(reference: string, status: number): Promise<StoredResponse>;
  /**
   * Constraints that the first commit may violate when others were faster, by name, and the refusal that each means: nothing of
   * the commit happens, and the refusal is the stored answer.
   */
  readonly refusals?: Readonly<Record<string, () => Problem>>;
  /** Remembers keys for good, past the retention of their answers. */
  readonly permanentKey?: PermanentKey;
}

/**
 * A table of the operation's own with a unique constraint on the key's hash: a duplicate that comes after the answer was forgotten violates it
 * instead of acting twice, and gets what the table tells.
 */
export interface PermanentKey {
  readonly constraint: string;
  /** The fingerprint that was stored with the row, and the present state of what the first request made, as an answer. */
  findByKey(
    keyHash: string,
  ): Promise<{ readonly fingerprint: Buffer; readonly response: StoredResponse } | undefined>;
}
