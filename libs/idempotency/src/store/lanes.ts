import { isPostgresUnavailable } from '@holdfast/service-defaults';

/** 2 statements in flight and 64 requests in one: measured as the best of 1, 2, 4, 8 lanes on 2 cores; more lanes only make smaller batches. */
const laneCount = 2;
const batchSize = 64;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Collects what concurrent requests ask of the database into shared statements. A request that comes alone goes at once; those
 * that come while both lanes are busy go together with the next. However many wait, two connections are in use.
 */
export class Lanes<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private busy = 0;

  /** `run` gives one result per item, in their order; all or nothing. */
  constructor(private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>) {}

  submit(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.waiting.push({ item, resolve, reject });
    if (this.busy < laneCount) void this.work();
    return promise;
  }

  private async work(): Promise<void> {
    this.busy += 1;
    while (this.waiting.length > 0) await this.settle(this.waiting.splice(0, batchSize));
    this.busy -= 1;
  }

  /** A bad row must not fail its batch mates: after a failure that is the statement's own, each goes alone. */
  private async settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.runAgainAfterLoss(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length === 1 || isPostgresUnavailable(error)) for (const { reject } of batch) reject(error);
      else for (const each of batch) await this.settle([each]);
    }
  }

  /**
   * A connection that is lost after the statement went out leaves it open whether it was committed: asking again on a new connection
   * tells, because claim and ending know their own rows. A connection that never was needs no second try.
   */
  private async runAgainAfterLoss(items: readonly Item[]): Promise<readonly Result[]> {
    try {
      return await this.run(items);
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      return this.run(items);
    }
  }
}

const lossCodes = new Set(['ECONNRESET', 'EPIPE', '57P01', '57P02', '08006', '08003']);

function isLostConnection(error: unknown): boolean {
  if (!isPostgresUnavailable(error)) return false;
  const { code, message } = error as Error & { code?: string };
  return lossCodes.has(code ?? '') || message.includes('Connection terminated unexpectedly');
}
