import { reasonOf } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { type Envelope } from './envelope.ts';
import { type Batch, isOver, type OutboxRow, type Refusal } from './outbox-rows.ts';
import {
  addsAtomically,
  closeQueue,
  firstConnection,
  type MessageQueue,
  openQueue,
  probeQueueServer,
  publishingTimes,
} from './queue-backend.ts';

/**
 * Wraps each call to the queue server, and may refuse it by throwing: the place for an app's breaker. A call
 * takes at most `longestPublishMs` while the server hangs, and may be repeated: a message added twice is one
 * job.
 */
export type QueueGuard = <T>(publish: () => Promise<T>) => Promise<T>;

/** The result of publishing a batch. Rows in neither list are still unpublished. */
export interface Publication {
  readonly published: OutboxRow[];
  readonly refused: Refusal[];
  /** Set if the server was unavailable. */
  readonly failure?: Error;
}

interface Refused {
  readonly reason: string;
  /** The queue cannot be opened, which affects all of its rows. */
  readonly isWholeQueue: boolean;
}

const orderOf = ({ queue, aggregate }: OutboxRow): string | undefined =>
  aggregate === null ? undefined : `${queue} ${aggregate}`;

/**
 * Splits rows into successive calls with at most one row per aggregate each: Redis may refuse one job of a
 * call and accept those behind it.
 */
function oneOfEachAggregate(rows: readonly OutboxRow[]): OutboxRow[][] {
  const calls: OutboxRow[][] = [[]];
  const next = new Map<string, number>();
  for (const row of rows) {
    const order = orderOf(row);
    const call = order === undefined ? 0 : (next.get(order) ?? 0);
    (calls[call] ??= []).push(row);
    if (order !== undefined) next.set(order, call + 1);
  }
  return calls;
}

type NewJob = Parameters<MessageQueue['addBulk']>[0][number];

function jobOf(row: OutboxRow): NewJob {
  const data: Envelope = {
    messageId: row.message_id,
    traceparent: row.traceparent,
    payload: row.payload,
  };
  const opts = {
    jobId: row.message_id,
    attempts: row.attempts,
    backoff: { type: 'full-jitter' },
  };
  return { name: row.name, data, opts };
}

/** A single job costs less without a pipeline. */
function addAll(queue: MessageQueue, jobs: NewJob[]): Promise<unknown> {
  const [first, ...others] = jobs;
  return first !== undefined && others.length === 0
    ? queue.add(first.name, first.data, first.opts)
    : queue.addBulk(jobs);
}

/**
 * Adds rows to their queues as jobs. If the server refuses a call, it is split until the refused rows are
 * found. A row counts as refused if the server refuses it alone, twice, on a new connection, and accepts a
 * test message after each attempt, which a server that is down, full or read-only does not. Later rows of a
 * refused row's aggregate wait.
 */
export class OutboxPublisher {
  private readonly queues = new Map<string, Promise<MessageQueue>>();

  constructor(
    private readonly queueUrl: string,
    private readonly logger: Logger,
    private readonly guard: QueueGuard,
    private readonly times = publishingTimes,
  ) {}

  async publish(batch: Batch): Promise<Publication> {
    const publication: Publication = { published: [], refused: [] };
    const queues = [...Map.groupBy(batch.rows, (row) => row.queue).values()];
    const ends = await Promise.allSettled(queues.map((rows) => this.publishAll(batch, rows, publication)));
    const failed = ends.find((end) => end.status === 'rejected');
    return failed === undefined ? publication : { ...publication, failure: failed.reason as Error };
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.keys()].map((queue) => this.forget(queue)));
  }

  private async publishAll(batch: Batch, rows: OutboxRow[], publication: Publication): Promise<void> {
    const calls = addsAtomically(this.queueUrl) ? [rows] : oneOfEachAggregate(rows);
    for (const call of calls) await this.add(batch, call, publication);
  }

  private async add(batch: Batch, rows: readonly OutboxRow[], publication: Publication): Promise<void> {
    const held = new Set(
      publication.refused.map(({ row }) => orderOf(row)).filter((each) => each !== undefined),
    );
    const free = rows.filter((row) => !held.has(orderOf(row) ?? ''));
    const [first] = free;
    if (first === undefined || isOver(batch)) return;
    const refused = await this.offer(first.queue, free);
    if (refused === undefined) {
      publication.published.push(...free);
    } else if (free.length === 1 || refused.isWholeQueue) {
      publication.refused.push(...free.map((row) => ({ row, reason: refused.reason })));
    } else {
      const half = Math.ceil(free.length / 2);
      await this.add(batch, free.slice(0, half), publication);
      await this.add(batch, free.slice(half), publication);
    }
  }

  /** Tries twice, because the first connection may have been lost while idle. */
  private async offer(queue: string, rows: readonly OutboxRow[]): Promise<Refused | undefined> {
    const refused = await this.guard(() => this.tryOnce(queue, rows));
    return refused === undefined ? undefined : this.guard(() => this.tryOnce(queue, rows));
  }

  private async tryOnce(name: string, rows: readonly OutboxRow[]): Promise<Refused | undefined> {
    const opening = this.queueOf(name);
    if (opening instanceof Error) {
      await probeQueueServer(this.queueUrl, this.times);
      return { reason: opening.message, isWholeQueue: true };
    }
    const queue = await opening;
    try {
      await addAll(queue, rows.map(jobOf));
      return undefined;
    } catch (error) {
      await this.forget(name);
      await probeQueueServer(this.queueUrl, this.times).catch(() => {
        throw error;
      });
      return { reason: reasonOf(error), isWholeQueue: false };
    }
  }

  /** Returns an error if the queue's name is invalid. */
  private queueOf(name: string): Promise<MessageQueue> | Error {
    const known = this.queues.get(name);
    if (known !== undefined) return known;
    try {
      const opening = this.connected(name, openQueue(name, this.queueUrl, this.times));
      this.queues.set(name, opening);
      return opening;
    } catch (error) {
      return error instanceof Error ? error : new Error(reasonOf(error));
    }
  }

  /**
   * A queue that never got its first connection is discarded: on Postgres it would fail forever, on Redis
   * wait forever.
   */
  private async connected(name: string, queue: MessageQueue): Promise<MessageQueue> {
    queue.on('error', (error: Error) => this.logger.debug({ err: error }, 'queue connection failed'));
    try {
      await firstConnection(queue, this.times);
      return queue;
    } catch (error) {
      this.queues.delete(name);
      await closeQueue(queue);
      throw error;
    }
  }

  private async forget(name: string): Promise<void> {
    const opening = this.queues.get(name);
    this.queues.delete(name);
    const queue = await opening?.catch(() => undefined);
    if (queue !== undefined) await closeQueue(queue);
  }
}
