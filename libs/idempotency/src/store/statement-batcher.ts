import { setImmediate as otherRequestsAreRead } from 'node:timers/promises';
import { isPostgresUnavailable } from '@holdfast/service-defaults';

/** 64 requests per statement: twice as many cost no less each (measured). */
const batchSize = 64;
/**
 * 2: a second statement starts only if the first is late. Two at all times halve the batches and double the
 * cost of each request (measured).
 */
const maxStatements = 2;
/**
 * 20 ms, about ten times a normal statement: a statement that waits for a lock delays its own batch, not all
 * later ones.
 */
const lateAfterMs = 20;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Batches what concurrent requests ask of the database into shared statements. A single request is sent
 * immediately, with those read from their sockets in the same turn of the event loop; requests that arrive
 * while a statement runs share the next one. At most two connections are used, however many requests wait.
 */
export class StatementBatcher<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private busy = 0;
  private lateness: NodeJS.Timeout | undefined;

  /**
   * `run` returns one result per item, in order, all or nothing. `wasSentBefore` is true if the same items
   * were sent over a connection that was lost: that statement may still be running. Two items of the same
   * `identity` never share a statement, which could not distinguish them: a zombie and its successor would
   * both write.
   */
  constructor(
    private readonly run: (items: readonly Item[], wasSentBefore: boolean) => Promise<readonly Result[]>,
    private readonly identity: (item: Item) => string,
  ) {}

  submit(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.waiting.push({ item, resolve, reject });
    if (this.busy === 0) void this.work();
    else this.watch();
    return promise;
  }

  private watch(): void {
    if (this.busy < maxStatements) this.lateness ??= setTimeout(() => this.startSecond(), lateAfterMs);
  }

  private startSecond(): void {
    this.lateness = undefined;
    if (this.busy < maxStatements && this.waiting.length > 0) void this.work();
  }

  private async work(): Promise<void> {
    this.busy += 1;
    await otherRequestsAreRead();
    while (this.waiting.length > 0) {
      clearTimeout(this.lateness);
      this.lateness = undefined;
      const batch = this.take();
      if (this.waiting.length > 0) this.watch();
      await this.settle(batch);
    }
    this.busy -= 1;
  }

  private take(): readonly Waiting<Item, Result>[] {
    const batch = new Map<string, Waiting<Item, Result>>();
    const left: Waiting<Item, Result>[] = [];
    for (const each of this.waiting.splice(0)) {
      const id = this.identity(each.item);
      if (batch.size < batchSize && !batch.has(id)) batch.set(id, each);
      else left.push(each);
    }
    this.waiting.push(...left);
    return [...batch.values()];
  }

  /**
   * A bad row must not fail its whole batch: after an error of the statement itself, each item runs alone. An
   * item that ran alone and was chosen as a deadlock victim runs once more, after the others.
   */
  private async settle(batch: readonly Waiting<Item, Result>[], mayRepeat = true): Promise<void> {
    try {
      const results = await this.runAgainAfterLoss(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length > 1 && !isPostgresUnavailable(error))
        for (const each of batch) await this.settle([each]);
      else if (mayRepeat && isDeadlock(error)) await this.settle(batch, false);
      else for (const { reject } of batch) reject(error);
    }
  }

  /**
   * A connection lost after the statement was sent leaves it open whether it committed. Running it again is
   * safe, because claims and transitions recognize their own rows. A connection that was never established
   * needs no second try.
   */
  private async runAgainAfterLoss(items: readonly Item[]): Promise<readonly Result[]> {
    try {
      return await this.run(items, false);
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      return this.run(items, true);
    }
  }
}

const lossCodes = new Set(['ECONNRESET', 'EPIPE', '57P01', '57P02', '08006', '08003']);

/** True if an established connection broke: whatever was sent may have been committed. */
export function isLostConnection(error: unknown): boolean {
  if (!isPostgresUnavailable(error)) return false;
  const { code, message } = error as Error & { code?: string };
  return lossCodes.has(code ?? '') || message.includes('Connection terminated unexpectedly');
}

function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === '40P01';
}
