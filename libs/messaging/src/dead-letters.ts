import { type Job } from 'bullmq';
import { pino } from 'pino';
import { type Envelope, isExpired, readEnvelope } from './envelope.ts';
import { inboxRetentionMs } from './inbox-reaper.ts';
import { QueueConnection } from './queue-connection.ts';

/** A job that was given up and waits for a person. */
export interface DeadLetter {
  /** The job's id, which is the message's: a retry has the same, so that inboxes still know it. */
  readonly messageId: string;
  readonly queue: string;
  readonly name: string;
  readonly reason: string;
  /** How often a consumer tried since it was added or retried. */
  readonly attempts: number;
  readonly addedAt: Date;
  readonly diedAt: Date;
  /** The process that had it last, `host:pid`; undefined when none took it. */
  readonly consumer: string | undefined;
  readonly expiresAt: string | undefined;
  readonly traceparent: string | undefined;
  readonly payload: unknown;
}

/** Why a dead letter is not retried just like that. */
export type RetryRefusal = 'has_expired' | 'inboxes_may_have_forgotten';

/** `gone`: it is no dead letter (any more); somebody else has retried or removed it. */
export type Retried =
  | { readonly kind: 'retried' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly because: RetryRefusal };

/** 100 at a time: one answer of the queue server. */
const pageSize = 100;

/** Why it should not be retried; undefined when it can be. */
export function retryRefusalOf(
  { expiresAt, addedAt }: Pick<DeadLetter, 'expiresAt' | 'addedAt'>,
  now: number,
): RetryRefusal | undefined {
  if (isExpired({ expiresAt }, now)) return 'has_expired';
  return now - addedAt.getTime() > inboxRetentionMs ? 'inboxes_may_have_forgotten' : undefined;
}

/**
 * The dead letters of one queue: BullMQ's set of failed jobs, which it never clears by itself. Works on Redis and Postgres alike,
 * and throws when the queue server cannot be reached within 2 s. See ADR 0011.
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

  /** The oldest first, `limit` at most. What others retry or remove at the same moment may be among them or not. */
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
   * Puts it back in line, with its attempts anew and under the same id. Of several at the same moment one retries it. One that has expired, or
   * is older than what inboxes remember, is refused unless `isForced`; then its expiry is lifted.
   */
  async retry(messageId: string, { isForced }: { readonly isForced: boolean }): Promise<Retried> {
    const job = await this.jobOf(messageId);
    if (job === undefined) return { kind: 'gone' };
    const because = retryRefusalOf(this.letterIn(job), Date.now());
    if (because !== undefined && !isForced) return { kind: 'refused', because };
    if (because === 'has_expired') await job.updateData({ ...job.data, expiresAt: null });
    return { kind: (await succeeds(job, () => retry(job))) ? 'retried' : 'gone' };
  }

  /** Forgets it for good. False when it is no dead letter any more. */
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
      expiresAt: envelope?.expiresAt ?? undefined,
      traceparent: envelope?.traceparent ?? undefined,
      payload: envelope === undefined ? (job.data as unknown) : envelope.payload,
    };
  }
}

const retry = (job: Job): Promise<void> =>
  job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });

/** False when the job has left the dead letters since it was looked at: then somebody else was faster. */
async function succeeds(job: Job, change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (await job.isFailed()) throw error;
    return false;
  }
}
