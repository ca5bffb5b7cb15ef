import { setImmediate as otherItemsAreRead, setTimeout as pause } from 'node:timers/promises';
import { isPostgresUnavailable } from './postgres.ts';

/**
 * 2: a second statement starts only if the first is late. Two at all times halve the batches and double the
 * cost of each item (measured).
 */
const maxStatements = 2;
/**
 * 20 ms, about ten times a normal statement: a statement that waits for a lock delays its own batch, not all
 * later ones.
 */
const lateAfterMs = 20;
/**
 * 3, after up to 25, 50 and 100 ms: the other transaction may go first. A victim that came back immediately
 * took the same locks before Postgres had woken the other, and was chosen again (seen on a busy machine).
 */
const repeatsOfVictim = { most: 3, firstPauseMs: 25 };

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

export interface StatementBatcherOptions<Item, Result> {
  /** Returns one result per item, in order, all or nothing. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Two items of the same identity never share a statement, which could not distinguish them. */
  readonly identityOf: (item: Item) => string;
  /** The most items of a statement; default unlimited. */
  readonly batchSize?: number;
  /**
   * True if an error may be due to one item of the batch. Default: every error except those of a database
   * that is down.
   */
  readonly isOfOneItem?: (error: unknown) => boolean;
}

/**
 * Batches what a process asks of the database concurrently into shared statements. A single item is sent
 * immediately, with those read from their sockets in the same turn of the event loop; items that arrive while
 * a statement runs share the next one. At most two connections are used, however many items wait.
 *
 * A bad item fails alone, with its own error. A deadlock victim runs up to three times more.
 */
export class StatementBatcher<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private busy = 0;
  private lateness: NodeJS.Timeout | undefined;

  constructor(private readonly options: StatementBatcherOptions<Item, Result>) {}

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
    await otherItemsAreRead();
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
    const { identityOf, batchSize = Infinity } = this.options;
    const batch = new Map<string, Waiting<Item, Result>>();
    const left: Waiting<Item, Result>[] = [];
    for (const each of this.waiting.splice(0)) {
      const id = identityOf(each.item);
      if (batch.size < batchSize && !batch.has(id)) batch.set(id, each);
      else left.push(each);
    }
    this.waiting.push(...left);
    return [...batch.values()];
  }

  /**
   * A bad item must not fail its whole batch: after an error of the statement itself, each item runs alone.
   * An item that ran alone and was chosen as a deadlock victim runs again, after a pause.
   */
  private async settle(batch: readonly Waiting<Item, Result>[], repeats = 0): Promise<void> {
    const { run, isOfOneItem = (error) => !isPostgresUnavailable(error) } = this.options;
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length > 1 && isOfOneItem(error)) for (const each of batch) await this.settle([each]);
      else if (repeats < repeatsOfVictim.most && isDeadlock(error)) {
        await pause(Math.random() * repeatsOfVictim.firstPauseMs * 2 ** repeats);
        await this.settle(batch, repeats + 1);
      } else for (const { reject } of batch) reject(error);
    }
  }
}

function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === '40P01';
}
