import { type Logger } from 'pino';
import { lostLeases, published, publishFailures, refusals } from './outbox.metrics.ts';
import { type OutboxPublisher, type Publication } from './outbox-publisher.ts';
import { type Batch, type OutboxRows } from './outbox-rows.ts';
import { type QueueGeneration } from './queue-generation.ts';

interface Outcome extends Publication {
  readonly batch: Batch;
  readonly generation: QueueGeneration;
}

const nothing: Batch = { rows: [], lease: '', askedAt: 0, leaseMs: 0, isLast: true, isBlocked: false };

/** Moves rows from the outbox to their queues, one batch after the other. */
export class OutboxRound {
  /** Rows still waited, at the last look, for others that a relay was publishing. */
  isBlocked = false;

  constructor(
    private readonly rows: OutboxRows,
    private readonly publisher: OutboxPublisher,
    private readonly logger: Logger,
    private readonly batchSize: number,
  ) {}

  /** Moves one batch and returns the number of messages. Throws if the queue server is unavailable. */
  async moveOne(generation: QueueGeneration): Promise<number> {
    const outcome = await this.publish(await this.rows.lease(this.batchSize), generation);
    await this.settle(outcome);
    return outcome.published.length;
  }

  /**
   * Moves batches until no row is ready, or until `mayLeaseMore` says no: then returns false. Throws if the
   * queue server is unavailable.
   */
  async moveAll(generation: QueueGeneration, mayLeaseMore: () => boolean): Promise<boolean> {
    let isCutShort = false;
    let before: Outcome | undefined;
    let batch = await this.rows.lease(this.batchSize);
    this.isBlocked = batch.isBlocked;
    while (batch.rows.length > 0) {
      isCutShort = !batch.isLast && !mayLeaseMore();
      const isMoreWanted = !batch.isLast && !isCutShort;
      [before, batch] = await this.overlap(before, batch, generation, isMoreWanted);
      this.isBlocked ||= batch.isBlocked;
    }
    if (before !== undefined) await this.settle(before);
    return !isCutShort;
  }

  /** Publishes a batch. Meanwhile, settles the one before it and leases the one after it. */
  private async overlap(
    before: Outcome | undefined,
    batch: Batch,
    generation: QueueGeneration,
    isMoreWanted: boolean,
  ): Promise<[Outcome, Batch]> {
    const [[leased], outcome] = await Promise.all([
      Promise.allSettled([this.settleAndLease(before, isMoreWanted)]),
      this.publish(batch, generation),
    ]);
    if (leased.status === 'fulfilled') {
      if (outcome.failure === undefined) return [outcome, leased.value];
      await this.rows.release(leased.value, leased.value.rows);
    }
    await this.settle(outcome);
    throw leased.status === 'rejected' ? leased.reason : outcome.failure;
  }

  private async settleAndLease(before: Outcome | undefined, isMoreWanted: boolean): Promise<Batch> {
    if (before !== undefined) await this.settle(before);
    return isMoreWanted ? this.rows.lease(this.batchSize) : nothing;
  }

  private async publish(batch: Batch, generation: QueueGeneration): Promise<Outcome> {
    return { ...(await this.publisher.publish(batch)), batch, generation };
  }

  /** Stores the result of a batch. Rethrows the failure if the queue server was unavailable. */
  private async settle(outcome: Outcome): Promise<void> {
    const { batch, failure } = outcome;
    const marked = await this.rows.mark(batch, outcome.published, outcome.generation);
    const held = marked.reduce((sum, { rows }) => sum + rows, 0);
    lostLeases.inc(outcome.published.length - held);
    for (const { queue, rows } of marked) published.inc({ queue }, rows);
    await this.refuse(outcome);
    const done = new Set([...outcome.published, ...outcome.refused.map(({ row }) => row)]);
    await this.rows.release(
      batch,
      batch.rows.filter((row) => !done.has(row)),
    );
    if (failure === undefined) return;
    publishFailures.inc();
    throw failure;
  }

  private async refuse({ batch, refused }: Outcome): Promise<void> {
    const dead = new Set(await this.rows.refuse(batch, refused));
    for (const refusal of refused) {
      const { row, reason } = refusal;
      refusals.inc({ queue: row.queue });
      const facts = { messageId: row.message_id, queue: row.queue, job: row.name };
      if (dead.has(refusal))
        this.logger.error(facts, `queue server refused a message five times, now dead: ${reason}`);
      else this.logger.warn(facts, `queue server refused a message but accepts others: ${reason}`);
    }
  }
}
