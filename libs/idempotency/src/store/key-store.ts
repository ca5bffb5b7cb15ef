import { StatementBatcher } from '@holdfast/service-defaults';
import { type Pool } from 'pg';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type StoredResponse } from '../operation/stored-response.ts';
import { newOperationId } from '../operation/operation-id.ts';
import { type RunningTimes } from '../running/running-times.ts';
import { type Step } from '../operation/phase.ts';
import {
  claimFrom,
  type ClaimResult,
  type ClaimRow,
  newlyOwned,
  type Owned,
  type OwnedRow,
} from './claim.ts';
import { ActiveKeys } from './active-keys.ts';
import { ByShape } from './by-shape.ts';
import { claim, resume } from './claim-or-take-over.ts';
import * as heads from './statement-heads.ts';
import { type Transition } from './statement-heads.ts';
import { againAfterLoss } from './lost-connection.ts';
import { onceSettled } from './once-settled.ts';
import { settledQuery } from './settled-query.ts';
import { type Row, SharedStatement, type StatementHead } from './write.ts';

/** 64 requests per statement: twice as many cost no less each (measured). */
const batchSize = 64;

export interface KeyStoreOptions {
  readonly owner: string;
  readonly leaseMs: number;
  readonly retentionMs: number;
  readonly times: RunningTimes;
}

/** An operation that this process has taken over. */
export interface TakenOver {
  /** Not read yet: a bad row is a failure of its own operation only. */
  readonly row: OwnedRow;
  /** False if the operation had no owner and was due for a recheck. */
  readonly isFromDead: boolean;
}

interface KnownRow extends ClaimRow {
  readonly operation_id: string;
  readonly waits_for_request: boolean;
}

/** Why an operation stops before completion, and when it resumes. */
export interface Suspension {
  readonly state: 'parked' | 'unknown' | 'review';
  readonly reason: string;
  /** When the completer rechecks the key without a client, ms from now; never if undefined. */
  readonly driveInMs?: number;
  /** The remote party reports that it has never seen the call. */
  readonly isAbsent?: boolean;
  /** An operator's decision is not used up: it is applied at the next recheck. */
  readonly keepsDecision?: boolean;
  /** The remote party works on the call; until then nothing is wrong. */
  readonly waitsUntil?: Date;
}

/** The statements on keys. Each is one round trip and one commit, shared by concurrent requests. */
export class KeyStore {
  readonly activeKeys = new ActiveKeys();
  private readonly batchers = new ByShape<StatementBatcher<Row, unknown>>();
  private readonly claims: StatementHead;
  private readonly resumes: StatementHead;
  private readonly advances: Transition;

  constructor(
    readonly pool: Pool,
    private readonly options: KeyStoreOptions,
  ) {
    this.claims = claim(options);
    this.resumes = resume(options);
    this.advances = heads.advance(options);
  }

  get times(): RunningTimes {
    return this.options.times;
  }

  async claim(
    request: IdempotentRequest,
    operation: { readonly name: string; readonly operationId: string },
    first: Step,
  ): Promise<ClaimResult> {
    const { keyHash, caller, fingerprint, keyTime } = request;
    const row = await this.submit<ClaimRow>(this.claims, {
      operationId: operation.operationId,
      values: {
        key_hash: keyHash,
        caller,
        fingerprint,
        key_time: keyTime,
        operation: operation.name,
        ...(first.kind === 'complete'
          ? responseColumns(first.response)
          : { recovery_point: first.phase, input: first.input }),
      },
      writes: first.writes,
    });
    if (row?.result !== 'new' && row?.result !== 'already_ours') return claimFrom(row);
    if (first.kind === 'complete') return { kind: 'done' };
    return { kind: 'owned', how: 'new', owned: newlyOwned(keyHash, operation, first) };
  }

  /** Takes over an unfinished key only: for a request that could not begin today. */
  async resume(request: IdempotentRequest): Promise<ClaimResult> {
    const { keyHash, caller, fingerprint, keyTime } = request;
    const values = { key_hash: keyHash, caller, fingerprint, key_time: keyTime };
    return claimFrom(
      await this.submit<ClaimRow>(this.resumes, { operationId: newOperationId(), values, writes: [] }),
    );
  }

  /** Commits the intent of the next call. False if another process owns the key: then nothing was written. */
  advance(owned: Owned, step: Step & { kind: 'call' }): Promise<boolean> {
    const values = { from_point: owned.recoveryPoint, recovery_point: step.phase, input: step.input };
    return this.transition(this.advances, owned, values, step.writes);
  }

  /** Stores the final response. False if another process owns the key: then nothing was written. */
  finish(owned: Owned, { response, writes }: Step & { kind: 'complete' }): Promise<boolean> {
    return this.transition(heads.finish, owned, responseColumns(response), writes);
  }

  /** Releases the key unfinished. False if another process owns it: then nothing was written. */
  suspend(
    owned: Owned,
    { state, reason, driveInMs, isAbsent, keepsDecision, waitsUntil }: Suspension,
    writes: Row['writes'],
  ): Promise<boolean> {
    const values = {
      state,
      reason,
      drive_in_ms: driveInMs,
      is_absent: isAbsent ?? false,
      keeps_decision: keepsDecision ?? false,
      waits_until: waitsUntil,
    };
    return this.transition(heads.suspend, owned, values, writes);
  }

  /**
   * Continues under a new key for the remote party, once the call under the old one is proved never to have
   * happened.
   */
  startAttempt(owned: Owned): Promise<boolean> {
    return this.transition(heads.startAttempt, owned, { attempt: owned.attempt });
  }

  /** Takes over abandoned operations that are not in review, oldest first, each by one process only. */
  async takeOver(operations: readonly string[], limit: number): Promise<TakenOver[]> {
    const { owner, leaseMs, times } = this.options;
    const values = [operations, limit, owner, leaseMs, this.activeKeys.keyHashes, times.processLeaseMs];
    const { rows } = await this.pool.query<OwnedRow & { readonly was: string }>(heads.takeOver, values);
    return rows.map((row) => ({ row, isFromDead: row.was === 'running' }));
  }

  /** False if another run has taken the key over since. */
  async isStillOwned({ keyHash, epoch }: Owned): Promise<boolean> {
    return (await this.pool.query(heads.isStillOwned, [keyHash, epoch])).rowCount === 1;
  }

  /** The state of the key, read without changing it. */
  async read(request: IdempotentRequest): Promise<ClaimResult | undefined> {
    const row = await this.readRow(request);
    return row && claimFrom(row);
  }

  /**
   * As `read`, but undefined as well for a key whose only call was not executed: without its client, nothing
   * happens.
   */
  async readAccepted(request: IdempotentRequest): Promise<ClaimResult | undefined> {
    const row = await this.readRow(request);
    return row === undefined || row.waits_for_request ? undefined : claimFrom(row);
  }

  /**
   * The stored response to this request and the operation that stored it: for a commit whose connection
   * broke.
   */
  async storedResponse(
    request: IdempotentRequest,
  ): Promise<{ readonly operationId: string; readonly response: StoredResponse } | undefined> {
    const row = await this.readRow(request);
    if (row === undefined) return undefined;
    const claim = claimFrom(row);
    return claim.kind === 'replay' ? { operationId: row.operation_id, response: claim.response } : undefined;
  }

  private async readRow(request: IdempotentRequest): Promise<KnownRow | undefined> {
    const { keyHash, caller, fingerprint } = request;
    const { rows } = await this.pool.query<KnownRow>(heads.read, [keyHash, caller, fingerprint]);
    return rows[0];
  }

  /**
   * A transition that finds no row has either lost its key or is a repeat after the connection broke at its
   * commit.
   */
  private async transition(
    transition: Transition,
    { keyHash, epoch, operationId }: Owned,
    values: Row['values'],
    writes: Row['writes'] = [],
  ): Promise<boolean> {
    const row = { operationId, values: { key_hash: keyHash, epoch, ...values }, writes };
    if ((await this.submit(transition.head, row)) !== undefined) return true;
    const { rowCount } = await this.pool.query(transition.wasDone, [keyHash, epoch, transition.mark(values)]);
    return rowCount === 1;
  }

  private submit<Result>(of: StatementHead, row: Row): Promise<Result> {
    const batcher = this.batchers.get(of, row.writes, () => this.newBatcher(of, row.writes));
    return batcher.submit(row) as Promise<Result>;
  }

  private newBatcher(of: StatementHead, writes: Row['writes']): StatementBatcher<Row, unknown> {
    const statement = new SharedStatement(of, writes);
    const run = (rows: readonly Row[]): Promise<unknown[]> => this.run(statement, rows);
    return new StatementBatcher({
      run: (rows) =>
        againAfterLoss(
          () => run(rows),
          () => onceSettled(run, rows),
        ),
      // A zombie and its successor in one statement would both write.
      identityOf: ({ operationId }) => operationId,
      batchSize,
    });
  }

  private async run(statement: SharedStatement, rows: readonly Row[]): Promise<unknown[]> {
    const result = await settledQuery<{ asked: string }>(this.pool, statement.for(rows));
    const byOperation = new Map(result.rows.map((row) => [row.asked, row]));
    return rows.map(({ operationId }) => byOperation.get(operationId));
  }
}

function responseColumns({ status, headers, body }: StoredResponse): Row['values'] {
  return { status, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
}
