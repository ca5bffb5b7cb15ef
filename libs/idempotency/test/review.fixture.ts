import { type IdempotencyKeys } from '../src/index.ts';
import {
  type OperatorDecision,
  findOperation,
  listUnfinished,
  type OperationDetails,
  type Resolved,
  resolve,
  type StoredDecision,
  type UnfinishedState,
} from '../src/review/index.ts';
import { codeOf, KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';

export const noAnswer = { call: () => Promise.reject(new Error('no answer')) };

/** A phase that accepts a recorded outcome if it is a text. */
export const takesText = {
  readOutcome: (value: unknown): string => {
    if (typeof value !== 'string') throw new Error('an outcome is a text');
    return value;
  },
};

export const notExecuted = { kind: 'not_executed' } as const;
export const outcome = { kind: 'outcome', outcome: 'paid by hand' } as const;

/** Stuck operations, and operators who decide on them. */
export class Reviewing {
  private constructor(readonly on: KeysOnPostgres) {}

  static async open(): Promise<Reviewing> {
    return new Reviewing(await KeysOnPostgres.open());
  }

  async forget(): Promise<void> {
    await this.on.forget();
    await this.on.pool.query('truncate idempotency_decision');
  }

  /** Another process that knows the operation. */
  process(operation: Placing): IdempotencyKeys {
    const keys = this.on.newKeys();
    keys.register(operation);
    return keys;
  }

  /** An operation whose call got no response. */
  async unknown(key = 'k', operation = placing('tea', noAnswer)): Promise<OperationDetails> {
    await codeOf(this.on.keys.execute(requestOf(key), operation, null));
    return this.only('unknown');
  }

  /** The same, after the time in which its call may be sent again. */
  async inReview(key = 'k'): Promise<OperationDetails> {
    const { operationId } = await this.unknown(key);
    await this.set(
      operationId,
      `sent_at = clock_timestamp() - interval '23 hours', drive_at = clock_timestamp()`,
    );
    await this.process(placing('tea', noAnswer)).completeAbandoned(10);
    return this.found(operationId);
  }

  async set(operationId: string, change: string): Promise<void> {
    await this.on.pool.query(`update idempotency_key set ${change} where operation_id = $1`, [operationId]);
  }

  async found(operationId: string): Promise<OperationDetails> {
    const details = await findOperation(this.on.pool, operationId);
    if (details === undefined) throw new Error('no such operation');
    return details;
  }

  /** The only operation in this state. */
  async only(state: UnfinishedState): Promise<OperationDetails> {
    const { operations } = await listUnfinished(this.on.pool, { states: [state] });
    if (operations[0] === undefined || operations.length > 1)
      throw new Error(`${operations.length} are ${state}`);
    return this.found(operations[0].operationId);
  }

  decide(at: OperationDetails, decision: OperatorDecision, by = 'ada', isInstead = false): Promise<Resolved> {
    return resolve(this.on.pool, { ...at, phase: at.phase ?? '' }, decision, { by, isInstead });
  }

  async decided(at: OperationDetails, decision: OperatorDecision): Promise<StoredDecision> {
    const resolved = await this.decide(at, decision);
    if (resolved.kind !== 'stored') throw new Error(resolved.because);
    return resolved.decision;
  }

  /** The reason for a refused decision, or 'stored'. */
  async said(at: OperationDetails, decision: OperatorDecision, by?: string): Promise<string> {
    const resolved = await this.decide(at, decision, by);
    return resolved.kind === 'refused' ? resolved.because : resolved.kind;
  }
}
