import { type Problem } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type StoredResponse } from './stored-response.ts';
import { type Phase, type Step } from './phase.ts';

/**
 * Work with one effect and one response per key, written in the order it happens: `begin`, then its phases,
 * each with one remote call. n calls are n + 1 commits; an operation that completes in `begin` is one commit.
 */
export interface Operation<Command> {
  /**
   * Stored with the key, so that another process can resume the operation. Must not change while keys are
   * unfinished.
   */
  readonly name: string;
  /** The recovery points. Remove a phase only when no unfinished key is at it. */
  readonly phases: readonly Phase<never>[];
  /**
   * May refuse by throwing a Problem. With `throw final(problem)` it becomes the stored response; otherwise
   * nothing is stored and the key stays unused. A key that was accepted earlier keeps its response, whatever
   * today's rules.
   */
  begin(command: Command, operationId: string, request: IdempotentRequest): Step | Promise<Step>;
  /**
   * Constraints that the first commit may violate if another request came first, with the refusal for each.
   * The commit is rolled back, and the refusal becomes the stored response.
   */
  readonly refusals?: Readonly<Record<string, () => Problem>>;
  /** Recognizes keys permanently, past the retention of their responses. */
  readonly permanentKey?: PermanentKey;
}

/**
 * A table of the operation with a unique constraint on the key's hash. A duplicate that arrives after its
 * response expired violates the constraint instead of acting twice, and gets a response rebuilt from the row.
 */
export interface PermanentKey {
  readonly constraint: string;
  /**
   * The fingerprint stored with the row, and a response with the current state of what the first request
   * created.
   */
  findByKey(
    keyHash: string,
  ): Promise<{ readonly fingerprint: Buffer; readonly response: StoredResponse } | undefined>;
}
