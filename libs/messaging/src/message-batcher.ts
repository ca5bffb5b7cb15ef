import { setImmediate as otherMessagesAreRead } from 'node:timers/promises';
import { isPostgresUnavailable } from '@holdfast/service-defaults';

/** 2: the second statement starts only if the first is late. */
const maxStatements = 2;
/**
 * 20 ms, about ten times a normal statement: a statement that waits for a lock delays its own messages, not
 * all later ones.
 */
const lateAfterMs = 20;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Batches the messages that a process is handling into shared statements. A single message is sent
 * immediately; messages that arrive while a statement runs share the next one. A batch has no size limit,
 * because the consumer's concurrency is one.
 */
export class MessageBatcher<Item extends { readonly messageId: string }, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private busy = 0;
  private lateness: NodeJS.Timeout | undefined;

  /**
   * `run` returns one result per item, in order, all or nothing. Two deliveries of one message never share a
   * statement, so that one of them is the duplicate.
   */
  constructor(private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>) {}

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
    await otherMessagesAreRead();
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
      const id = each.item.messageId.toLowerCase();
      if (batch.has(id)) left.push(each);
      else batch.set(id, each);
    }
    this.waiting.push(...left);
    return [...batch.values()];
  }

  /** A bad message must not fail its batch: after an error of the statement, each message runs alone. */
  private async settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length > 1 && isOfOneMessage(error)) for (const each of batch) await this.settle([each]);
      else for (const { reject } of batch) reject(error);
    }
  }
}

/** False if the database is down, or canceled the statement because it waited for too long (57014). */
function isOfOneMessage(error: unknown): boolean {
  return !isPostgresUnavailable(error) && (error as { code?: unknown } | undefined)?.code !== '57014';
}
