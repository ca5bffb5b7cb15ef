import { Problem } from '@holdfast/service-defaults';
import { v7 as uuidv7 } from 'uuid';
import { type Answer } from './answer.ts';
import { idempotencyErrors } from './idempotency.errors.ts';
import { type IdempotentRequest } from './idempotent-request.ts';
import { type Claim, type Database, KeyStore, type OwnedOperation } from './key-store.ts';
import { Waiters } from './waiters.ts';
import { type Write } from './write.ts';

/** What the first commit of an operation holds. */
export interface Beginning<Input> {
  /** Everything the foreign call needs, as JSON: a successor after a crash sends exactly this, not what it would build itself. */
  readonly input: Input;
  /** Written only when the key is new; each reads from `claim`, which gives `operation_id`. */
  readonly writes: readonly Write[];
}

/** What the last commit of an operation holds. */
export interface Ending {
  readonly answer: Answer;
  /** True: the answer is stored and replayed. False: the key is given back, and the next request with it goes on from the call. */
  readonly isFinal: boolean;
  /** Written only while we still own the key; each reads from `ending`, which gives `operation_id`, or from an earlier write. */
  readonly writes: readonly Write[];
}

/**
 * An operation with one foreign call, told in the order it happens: claim (commit 1) → call → finish (commit 2).
 * No transaction and no connection is held during the call.
 */
export interface Operation<Command, Input, Outcome> {
  /** Stands with the key, so that another process knows how to go on: it must not change while keys are unfinished. */
  readonly name: string;
  /** May refuse by throwing a Problem: then nothing is stored, and the key stays unused. */
  begin(command: Command, operationId: string): Beginning<Input>;
  /** Must be safe to repeat under the same `operationId`: it is, after a crash. When it throws, the key is given back. */
  call(input: Input, operationId: string): Promise<Outcome>;
  finish(outcome: Outcome, input: Input): Ending | Promise<Ending>;
}

export interface Execution {
  readonly answer: Answer;
  /** True when the answer is an earlier one and nothing ran. */
  readonly isReplay: boolean;
  /** True when the request waited for a running twin, as it wished. */
  readonly hasWaited: boolean;
}

/** Runs operations under idempotency keys: one effect and one answer per (caller, key), also over crashes. */
export class IdempotencyKeys {
  private readonly store: KeyStore;
  private readonly waiters = new Waiters();
  private readonly resumers = new Map<string, (owned: OwnedOperation) => Promise<Execution>>();

  /** `leaseMs`: how long a crashed owner keeps others waiting; it must be longer than the longest `call`. */
  constructor(database: Database, options: { readonly leaseMs: number }) {
    this.store = new KeyStore(database, options.leaseMs);
  }

  /**
   * Runs the operation, resumes it where a crashed or failed try stopped, or replays its answer; waits for a running twin as
   * long as the request wishes.
   * @throws Problem 409 `idempotency_in_flight` while another request owns the key, 422 `idempotency_key_reused` when the key
   * belongs to another request; and whatever `call` throws, after giving the key back.
   */
  async execute<Command, Input, Outcome>(
    request: IdempotentRequest,
    operation: Operation<Command, Input, Outcome>,
    command: Command,
  ): Promise<Execution> {
    const operationId = uuidv7();
    const { input, writes } = await this.begin(request, operation, command, operationId);
    const askForKey = (): Promise<Claim> =>
      this.store.claim(request, { name: operation.name, operationId }, input, writes);
    const first = await askForKey();
    const isBusy = ({ verdict }: Claim): boolean => verdict === 'busy';
    const claim = await this.waiters.ask(request.keyHash, request.waitMs ?? 0, first, isBusy, askForKey);
    return this.act(claim, claim !== first, operation);
  }

  private async act<Input, Outcome>(
    claim: Claim,
    hasWaited: boolean,
    operation: Pick<Operation<never, Input, Outcome>, 'call' | 'finish'>,
  ): Promise<Execution> {
    switch (claim.verdict) {
      case 'replay':
        return { answer: claim.answer, isReplay: true, hasWaited };
      case 'busy':
        throw new Problem(
          idempotencyErrors.inFlight,
          'Send the same request again in a moment to get its answer.',
          {
            retryAfterSeconds: 1,
          },
        );
      case 'mismatch':
        throw new Problem(
          idempotencyErrors.keyReused,
          'This key belongs to another request. Make a new key for a new operation.',
        );
      case 'owned':
        return { ...(await this.callAndFinish(claim, operation)), hasWaited };
    }
  }

  /** Makes an operation known to `completeAbandoned`. @throws Error when its name is taken. */
  register<Command, Input, Outcome>(operation: Operation<Command, Input, Outcome>): void {
    if (this.resumers.has(operation.name)) throw new Error(`two operations are named ${operation.name}`);
    this.resumers.set(operation.name, (owned) => this.callAndFinish(owned, operation));
  }

  /**
   * Takes over registered operations whose owner died in the middle of its call, and goes on with them from their stored input:
   * nobody has to come back for them. At most `limit` at once; several processes may do this side by side. Never rejects for
   * one of them: what failed is told, and its key has been given back.
   */
  async completeAbandoned(
    limit: number,
  ): Promise<{ readonly taken: number; readonly failures: readonly unknown[] }> {
    const owned = await this.store.takeOver([...this.resumers.keys()], limit);
    const results = await Promise.allSettled(owned.map((each) => this.resume(each)));
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    return { taken: owned.length, failures };
  }

  private resume(owned: OwnedOperation & { readonly operation: string }): Promise<Execution> {
    const resumer = this.resumers.get(owned.operation);
    if (resumer === undefined) throw new Error(`no operation is named ${owned.operation}`);
    return resumer(owned);
  }

  /** What `begin` would refuse today may have been accepted when the key was new: history decides, not today's rules. */
  private async begin<Command, Input, Outcome>(
    request: IdempotentRequest,
    operation: Operation<Command, Input, Outcome>,
    command: Command,
    operationId: string,
  ): Promise<Beginning<Input | null>> {
    try {
      return operation.begin(command, operationId);
    } catch (refusal) {
      if (await this.store.isKnown(request)) return { input: null, writes: [] };
      throw refusal;
    }
  }

  private async callAndFinish<Input, Outcome>(
    claim: OwnedOperation,
    operation: Pick<Operation<never, Input, Outcome>, 'call' | 'finish'>,
  ): Promise<Execution> {
    const input = JSON.parse(claim.input) as Input;
    let ending: Ending;
    try {
      const outcome = await operation.call(input, claim.operationId);
      ending = await operation.finish(outcome, input);
    } catch (error) {
      await this.store.giveBack(claim, error);
      throw error;
    }
    const isOurs = await (ending.isFinal
      ? this.store.finish(claim, ending.answer, ending.writes)
      : this.store.park(claim, ending.writes));
    if (!isOurs)
      throw new Problem(
        idempotencyErrors.inFlight,
        'Another request took this operation over. Send it again to get its answer.',
        {
          retryAfterSeconds: 1,
        },
      );
    return { answer: ending.answer, isReplay: false, hasWaited: false };
  }
}
