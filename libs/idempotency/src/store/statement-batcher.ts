import { setImmediate as othersAreRead } from 'node:timers/promises';
import { isPostgresUnavailable } from '@holdfast/service-defaults';

/** 64 requests in a statement: measured, twice as many cost no less each. */
const batchSize = 64;
/** 2: a second statement only when the first is late. Measured: two at all times make batches of half the size, at twice the price each. */
const laneCount = 2;
/** 20 ms: some ten times what a statement takes. One that waits for a lock then holds up its own batch, not all that come after it. */
const lateAfterMs = 20;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Collects what concurrent requests ask of the database into shared statements. A request that comes alone goes at once, with those that
 * were read from their sockets in the same turn of the event loop; those that come while a statement is under way go together with the next.
 * However many wait, two connections are in use.
 */
export class StatementBatcher<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private busy = 0;
  private lateness: NodeJS.Timeout | undefined;

  /**
   * `run` gives one result per item, in their order; all or nothing. It is told when the same was sent before, over a connection that was
   * lost: that statement may still be under way. Two items of one `identity` never share a statement, which could
   * not tell them apart: a zombie and its successor would both write.
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
    if (this.busy < laneCount) this.lateness ??= setTimeout(() => this.openLane(), lateAfterMs);
  }

  private openLane(): void {
    this.lateness = undefined;
    if (this.busy < laneCount && this.waiting.length > 0) void this.work();
  }

  private async work(): Promise<void> {
    this.busy += 1;
    await othersAreRead();
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
   * A bad row must not fail its batch mates: after a failure that is the statement's own, each goes alone. One that was alone already
   * and was chosen to break a deadlock goes once more: the others are through by then.
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
   * A connection that is lost after the statement went out leaves it open whether it was committed: asking again on a new connection
   * tells, because claim and ending know their own rows. A connection that never was needs no second try.
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

/** True when a connection that was there broke: what was sent may have been committed or not. */
export function isLostConnection(error: unknown): boolean {
  if (!isPostgresUnavailable(error)) return false;
  const { code, message } = error as Error & { code?: string };
  return lossCodes.has(code ?? '') || message.includes('Connection terminated unexpectedly');
}

function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === '40P01';
}
