import { type Job } from 'bullmq';
import { pino } from 'pino';
import { type Envelope, readEnvelope } from './envelope.ts';
import { forgetCrashes } from './forget-crashes.ts';
import { inboxRetentionMs } from './inbox-reaper.ts';
import { QueueConnection } from './queue-connection.ts';

/** A job that failed permanently and waits for an operator. */
export interface DeadLetter {
  /** The job's ID, which is the message's. A retry keeps it, so that inboxes recognize the message. */
  readonly messageId: string;
  readonly queue: string;
  readonly name: string;
  readonly reason: string;
  /** Attempts since the job was added or last retried. */
  readonly attempts: number;
  readonly addedAt: Date;
  readonly diedAt: Date;
  /** The last process that worked on it, `host:pid`; undefined if none did. */
  readonly consumer: string | undefined;
  readonly traceparent: string | undefined;
  readonly payload: unknown;
}

/**
 * `gone`: no longer a dead letter, because it was just retried or removed. `too_old`: inboxes may have
 * forgotten it, so a retry needs `isForced`.
 */
export type Retried = 'retried' | 'gone' | 'too_old';

/** 100 per request to the queue server. */
const pageSize = 100;

/**
 * The dead letters of one queue: BullMQ's set of failed jobs, which BullMQ never clears on its own. Works on
 * Redis and Postgres, and throws if the queue server cannot be reached within 2 s. See ADR 0011.
 */
export class DeadLetters {
  private readonly connection: QueueConnection;

  constructor(
    readonly queue: string,
    url: string,
  ) {
    this.connection = new QueueConnection({ queue, url, logger: pino({ level: 'silent' }) });
  }

  async count(): Promise<number> {
    return (await this.connection.get()).getFailedCount();
  }

  /**
   * Oldest first, at most `limit`. Entries that are retried or removed during the call may or may not be
   * included.
   */
  async list(limit = Infinity): Promise<DeadLetter[]> {
    const queue = await this.connection.get();
    const letters = new Map<string, DeadLetter>();
    for (let start = 0; letters.size < limit; start += pageSize) {
      const page = await queue.getJobs('failed', start, start + pageSize - 1, true);
      for (const job of page) letters.set(job.id ?? '', this.letterIn(job));
      if (page.length < pageSize) break;
    }
    return [...letters.values()].slice(0, limit);
  }

  async find(messageId: string): Promise<DeadLetter | undefined> {
    const job = await this.jobOf(messageId);
    return job === undefined ? undefined : this.letterIn(job);
  }

  /**
   * Queues the message again under the same ID with all of its attempts and no crashes; of several concurrent
   * calls one succeeds. One that is older than inboxes remember is refused unless `isForced`.
   */
  async retry(messageId: string, { isForced }: { readonly isForced: boolean }): Promise<Retried> {
    const job = await this.jobOf(messageId);
    if (job === undefined) return 'gone';
    if (!isForced && Date.now() - job.timestamp > inboxRetentionMs) return 'too_old';
    await forgetCrashes(await this.connection.get(), messageId);
    return (await succeeds(job, () => retry(job))) ? 'retried' : 'gone';
  }

  /**
   * Deletes its job. False if it is no longer a dead letter. The outbox publishes it again if Redis loses its
   * data within a week, or restarts before a message was published 2 h later.
   */
  async remove(messageId: string): Promise<boolean> {
    const job = await this.jobOf(messageId);
    return job !== undefined && succeeds(job, () => job.remove());
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async jobOf(messageId: string): Promise<Job<Envelope> | undefined> {
    const queue = await this.connection.get();
    const job = (await queue.getJob(messageId)) as Job<Envelope> | undefined;
    return job !== undefined && (await job.isFailed()) ? job : undefined;
  }

  private letterIn(job: Job): DeadLetter {
    const envelope = readEnvelope(job.data);
    return {
      messageId: job.id ?? '',
      queue: this.queue,
      name: job.name,
      reason: job.failedReason,
      attempts: job.attemptsMade,
      addedAt: new Date(job.timestamp),
      diedAt: new Date(job.finishedOn ?? job.timestamp),
      consumer: job.processedBy,
      traceparent: envelope?.traceparent ?? undefined,
      payload: envelope === undefined ? (job.data as unknown) : envelope.payload,
    };
  }
}

const retry = (job: Job): Promise<void> =>
  job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });

/** False if the job left the dead letters since it was read: another call was faster. */
async function succeeds(job: Job, change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (await job.isFailed()) throw error;
    return false;
  }
}
