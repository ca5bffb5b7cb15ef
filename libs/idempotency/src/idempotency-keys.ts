import { type Pool } from 'pg';
import { claims, keyLease, takeovers } from './idempotency.metrics.ts';
import { type IdempotentRequest } from './key/idempotent-request.ts';
import { type StoredResponse, rendered } from './operation/stored-response.ts';
import { newOperationId } from './operation/operation-id.ts';
import { type Operation } from './operation/operation.ts';
import { drive, type RunResult } from './running/driver.ts';
import { ProcessLease } from './running/process-lease.ts';
import { type RunningTimes, runningTimes } from './running/running-times.ts';
import { runOperation } from './running/run-operation.ts';
import { runTransaction } from './running/run-transaction.ts';
import { Deduplicator } from './running/deduplicator.ts';
import { keyRefused, type RequestResult } from './running/request-result.ts';
import { type Connect, connectionsOf, type Transaction } from './store/connections.ts';
import { KeyStore, type TakenOver } from './store/key-store.ts';

export interface Execution {
  readonly response: StoredResponse;
  /** True when the answer is an earlier one and nothing ran. */
  readonly isReplay: boolean;
  /** True when the request waited for a running twin, as it wished. */
  readonly hasWaited: boolean;
}

export interface IdempotencyOptions {
  /**
   * How long a run of an operation may last at most before others take its key over, ms: longer than the longest call with its
   * retries. A process that dies is noticed after 5 s.
   */
  readonly leaseMs: number;
  /** How long answers are kept, hours; a UUIDv7 key older than that is refused. Default 72. */
  readonly retentionHours?: number;
  /** Where transactions get their connections from. Default: the pool. */
  readonly connect?: Connect;
  readonly times?: RunningTimes;
}

/** 72 h: published in the contract; no shorter than the three days for which Stripe repeats its webhooks. */
export const defaultRetentionHours = 72;

/** Runs operations under idempotency keys: one effect and one answer per (caller, key), also over crashes. */
export class IdempotencyKeys {
  readonly lease: ProcessLease;
  readonly times: RunningTimes;
  private readonly store: KeyStore;
  private readonly deduplicator: Deduplicator;
  private readonly operations = new Map<string, Pick<Operation<never>, 'name' | 'phases'>>();
  private readonly connect: Connect;
  private readonly limits: { readonly leaseMs: number; readonly retentionMs: number };

  constructor(
    readonly pool: Pool,
    { leaseMs, retentionHours = defaultRetentionHours, connect, times = runningTimes }: IdempotencyOptions,
  ) {
    this.times = times;
    this.lease = new ProcessLease(pool, times);
    keyLease.set(leaseMs / 1_000);
    this.limits = { leaseMs, retentionMs: retentionHours * 3_600_000 };
    this.store = new KeyStore(pool, { ...this.limits, owner: this.lease.owner, times });
    this.deduplicator = new Deduplicator(this.limits.retentionMs);
    this.connect = connect ?? connectionsOf(pool);
  }

  get retentionMs(): number {
    return this.limits.retentionMs;
  }

  /**
   * Runs the operation, resumes it where a crashed or failed try stopped, or replays its answer; waits for a running twin as
   * long as the request wishes.
   * @throws Problem 409 `idempotency_in_flight` while another request owns the key, 422 `idempotency_key_reused` when the key
   * belongs to another request, 412 `idempotency_key_expired`, 503 `idempotency_outcome_in_review`; and what the operation
   * throws, after the key was given back.
   */
  async execute<Command>(
    request: IdempotentRequest,
    operation: Operation<Command>,
    command: Command,
  ): Promise<Execution> {
    return this.response(request, operation, async (report) => {
      await this.lease.held();
      return runOperation(this.store, request, operation, command, report);
    });
  }

  /**
   * Runs work without foreign calls as one transaction, together with its key and answer: one commit, and a crash leaves nothing.
   * `operation` is a name for people and metrics. What `work` throws undoes everything, and the key stays free.
   * @throws Problem as `execute` does.
   */
  async transact(
    request: IdempotentRequest,
    operation: string,
    work: (tx: Transaction, operationId: string) => Promise<StoredResponse>,
  ): Promise<Execution> {
    const operationId = newOperationId();
    const local = {
      ...this.limits,
      operation,
      operationId,
      work: (tx: Transaction) => work(tx, operationId),
    };
    return this.response(request, { name: operation }, (report) =>
      runTransaction(this.store, this.connect, request, local, report),
    );
  }

  /** The stored answer to this very request; undefined when there is none, or when the key belongs to another. Changes nothing. */
  async replay(request: IdempotentRequest): Promise<StoredResponse | undefined> {
    const known = this.deduplicator.finished.find(request) ?? (await this.store.read(request));
    if (typeof known !== 'object') return undefined;
    if ('status' in known) return known;
    return known.kind === 'replay' ? known.response : undefined;
  }

  /** Makes an operation known to `completeAbandoned`. @throws Error when its name is taken. */
  register<Command>(operation: Operation<Command>): void {
    if (this.operations.has(operation.name)) throw new Error(`two operations are named ${operation.name}`);
    this.operations.set(operation.name, operation);
  }

  /**
   * Goes on with registered operations whose owner died, or whose outcome is unknown and due to be asked for again: from their stored
   * input; nobody has to come back for them. At most `limit` at once; several processes may do this side by side. Never rejects for
   * one of them: what failed is told, and its key has been given back.
   */
  async completeAbandoned(
    limit: number,
  ): Promise<{ readonly taken: number; readonly failures: readonly unknown[] }> {
    await this.lease.held();
    const taken = await this.store.takeOver([...this.operations.keys()], limit);
    const results = await Promise.allSettled(taken.map((each) => this.complete(each)));
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    return { taken: taken.length, failures };
  }

  private async complete({ owned, isFromDead }: TakenOver): Promise<RunResult> {
    const operation = this.operations.get(owned.operation);
    if (operation === undefined) throw new Error(`no operation is named ${owned.operation}`);
    if (isFromDead) takeovers.inc({ operation: owned.operation });
    return drive(this.store, operation, owned);
  }

  private async response(
    request: IdempotentRequest,
    { name, render }: Pick<Operation<never>, 'name' | 'render'>,
    run: Parameters<Deduplicator['resolve']>[1],
  ): Promise<Execution> {
    const failed = (error: unknown): never => {
      claims.inc({ operation: name, result: 'failed' });
      throw error;
    };
    const { result, hasWaited } = await this.deduplicator.resolve(request, run).catch(failed);
    claims.inc({ operation: name, result: resultLabel(result) });
    if (!('response' in result)) throw keyRefused(result.kind);
    return {
      response: await rendered(result.response, render),
      isReplay: result.kind === 'replay',
      hasWaited,
    };
  }
}

function resultLabel({ kind }: RequestResult): string {
  return kind === 'done' || kind === 'provisional' ? 'ran' : kind;
}
