import { type Pool } from 'pg';
import { claims, keyLease, takeovers } from './idempotency.metrics.ts';
import { type IdempotentRequest } from './key/idempotent-request.ts';
import { type StoredResponse } from './operation/stored-response.ts';
import { newOperationId } from './operation/operation-id.ts';
import { type Operation } from './operation/operation.ts';
import { drive, type RunResult } from './running/driver.ts';
import { ProcessLease } from './running/process-lease.ts';
import { type RunningTimes, runningTimes } from './running/running-times.ts';
import { runOperation } from './running/run-operation.ts';
import { runTransaction } from './running/run-transaction.ts';
import { Deduplicator } from './running/deduplicator.ts';
import { type Finished } from './running/finished-responses.ts';
import { keyRefused, type RequestResult } from './running/request-result.ts';
import { type Connect, connectionsOf, type Transaction } from './store/connections.ts';
import { ownedFrom } from './store/claim.ts';
import { KeyStore, type TakenOver } from './store/key-store.ts';

export interface Execution {
  readonly response: StoredResponse;
  /** True if nothing ran and this is a stored response. */
  readonly isReplay: boolean;
  /** True if the request waited for a running duplicate, as it asked to. */
  readonly hasWaited: boolean;
}

export interface Completed {
  readonly taken: number;
  readonly done: number;
  readonly failures: readonly unknown[];
}

export interface IdempotencyOptions {
  /**
   * The longest a run may take before another process takes its key over, ms. Must exceed the longest call
   * with its retries. A crashed process is noticed after 5 s.
   */
  readonly leaseMs: number;
  /** How long responses are stored, hours. Older UUIDv7 keys are refused. Default 72. */
  readonly retentionHours?: number;
  /** Supplies the connections for transactions. Default: the pool. */
  readonly connect?: Connect;
  readonly times?: RunningTimes;
}

/** 72 h, as the contract promises clients; Stripe retries webhooks for three days, so no shorter. */
export const defaultRetentionHours = 72;

/**
 * Runs operations under idempotency keys: one effect and one response per (caller, key), even across crashes.
 */
export class IdempotencyKeys {
  readonly lease: ProcessLease;
  readonly times: RunningTimes;
  private readonly store: KeyStore;
  private readonly deduplicator: Deduplicator;
  private readonly operations = new Map<string, Registered>();
  /** Set by the completer, which only completes what is registered. */
  hasCompleter = false;
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
   * Runs the operation, resumes it where a crashed or failed attempt stopped, or replays its response. Waits
   * for a running duplicate as long as the request asks.
   * @throws Problem 409 `idempotency_in_flight` while another request owns the key, 422
   * `idempotency_key_reused`, 412 `idempotency_key_expired`, 503 `idempotency_outcome_in_review`, and
   * whatever the operation throws, after releasing the key. Error if the key is an unfinished one
   * of another operation, or one whose response this process remembers; after that, the response is replayed
   * whichever operation stored it. Error if this process has a completer and the operation is not registered.
   */
  async execute<Command>(
    request: IdempotentRequest,
    operation: Operation<Command>,
    command: Command,
  ): Promise<Execution> {
    if (this.hasCompleter && operation.phases.length > 0 && !this.operations.has(operation.name))
      throw new Error(`${operation.name} is not registered: call register before execute`);
    return this.response(request, operation.name, async (report) => {
      await this.lease.held();
      return runOperation(this.store, request, operation, command, report);
    });
  }

  /**
   * Runs work without remote calls as one transaction, together with its key and response: one commit, and a
   * crash leaves nothing. `operation` is a name for operators and metrics. If `work` throws, everything is
   * rolled back and the key stays free.
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
    return this.response(request, operation, (report) =>
      runTransaction(this.store, this.connect, request, local, report),
    );
  }

  /**
   * The stored response to this request; undefined if it was never accepted, or if the key belongs to another
   * request. Undefined as well if its only call was not executed: nothing happens until a request repeats it.
   * Changes nothing.
   * @throws Problem 409 `idempotency_in_flight` or 503 `idempotency_outcome_in_review` if it was accepted and
   * has no response yet.
   */
  async replay(request: IdempotentRequest): Promise<StoredResponse | undefined> {
    const finished = this.deduplicator.finished.find(request);
    if (finished !== undefined) return finished === 'reused' ? undefined : finished.response;
    const known = await this.store.readAccepted(request);
    if (known?.kind === 'in_flight' || known?.kind === 'in_review') throw keyRefused(known.kind);
    return known?.kind === 'replay' ? known.response : undefined;
  }

  /** The stored response to this request, if this process remembers it; undefined if it does not. */
  remembered(request: IdempotentRequest): Finished | undefined {
    const finished = this.deduplicator.finished.find(request);
    return finished === 'reused' ? undefined : finished;
  }

  /**
   * Lets `completeAbandoned` resume the operation. `whenResumed` is called after each such run, whatever its
   * result: it may have committed messages, so wake their relay. @throws Error if its name is taken.
   */
  register<Command>(operation: Operation<Command>, whenResumed: () => void = () => undefined): void {
    if (this.operations.has(operation.name)) throw new Error(`two operations are named ${operation.name}`);
    this.operations.set(operation.name, { operation, whenResumed });
  }

  /**
   * Resumes registered operations, at most `limit`, whose owner crashed or whose unknown outcome is due for a
   * recheck, from their stored input and without a client. Several processes may do this concurrently. Never
   * rejects for a single operation: failures are returned, and their keys released. `done` counts those that
   * have a response now.
   */
  async completeAbandoned(limit: number): Promise<Completed> {
    await this.lease.held();
    const taken = await this.store.takeOver([...this.operations.keys()], limit);
    const results = await Promise.allSettled(taken.map((each) => this.complete(each)));
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    const done = results.filter((result) => result.status === 'fulfilled' && result.value.kind === 'done');
    return { taken: taken.length, done: done.length, failures };
  }

  /**
   * Waits for the operations that this process runs, also for clients that have gone, and ends its lease, so
   * that others may take its keys. Has no time limit: end the process if it takes too long, and the lease
   * expires.
   */
  async endLease(): Promise<void> {
    await this.store.activeKeys.allEnded();
    await this.lease.end();
  }

  /**
   * Waits for a request of this process that came meanwhile: its claim, still to be sent, takes over a key
   * that this process owns, even in the middle of a call. A request that does not get the key leaves it to
   * this run.
   */
  private async complete({ row, isFromDead }: TakenOver): Promise<RunResult> {
    const owned = ownedFrom(row);
    const registered = this.operations.get(owned.operation);
    if (registered === undefined) throw new Error(`no operation is named ${owned.operation}`);
    while (this.store.activeKeys.has(owned.keyHash)) {
      await this.store.activeKeys.ended(owned.keyHash);
      if (!(await this.store.isStillOwned(owned))) return { kind: 'lost' };
    }
    if (isFromDead) takeovers.inc({ operation: owned.operation });
    return drive(this.store, registered.operation, owned).finally(registered.whenResumed);
  }

  private async response(
    request: IdempotentRequest,
    name: string,
    run: Parameters<Deduplicator['resolve']>[2],
  ): Promise<Execution> {
    const failed = (error: unknown): never => {
      claims.inc({ operation: name, result: 'failed' });
      throw error;
    };
    const { result, hasWaited } = await this.deduplicator.resolve(request, name, run).catch(failed);
    claims.inc({ operation: name, result: resultLabel(result) });
    if (!('response' in result)) throw keyRefused(result.kind);
    return {
      response: result.response,
      isReplay: result.kind === 'replay',
      hasWaited,
    };
  }
}

interface Registered {
  readonly operation: Pick<Operation<never>, 'name' | 'phases'>;
  readonly whenResumed: () => void;
}

function resultLabel({ kind }: RequestResult): string {
  return kind === 'done' || kind === 'provisional' ? 'ran' : kind;
}
