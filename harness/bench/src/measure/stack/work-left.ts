import { type LocalStack } from '@holdfast/local-stack';
import { Databases, RedisQueueReader, until } from '@holdfast/witness';

/** Work that has begun and not ended: rows of some databases, given a table and its condition. */
export interface OpenRows {
  readonly work: string;
  readonly databases: readonly string[];
  readonly from: string;
}

/** Rows that lead to jobs, and rows that jobs lead to. */
export interface OpenWork {
  readonly beforeJobs: readonly OpenRows[];
  readonly afterJobs: readonly OpenRows[];
}

/** Services with an outbox and keys. */
const withOutbox = ['checkout', 'payments'];

/** Emails that are held wait for an operator, and do not count. */
const ofHoldfast: OpenWork = {
  beforeJobs: [
    { work: 'operations', databases: withOutbox, from: `idempotency_key where state <> 'done'` },
    { work: 'pending orders', databases: ['checkout'], from: `orders where status = 'payment_pending'` },
    { work: 'pending payments', databases: ['payments'], from: `payment where status = 'pending'` },
    {
      work: 'outbox',
      databases: withOutbox,
      from: 'outbox where published_at is null and dead_at is null',
    },
  ],
  afterJobs: [{ work: 'emails', databases: ['email'], from: `email where status in ('queued', 'sending')` }],
};

/**
 * The work that a stack has left, counted by kind. Jobs are those that wait, run or are delayed. Webhooks are
 * events that payments has not accepted yet; 100 means 100 or more.
 */
export type WorkLeft = Readonly<Record<string, number>>;

/** Reads the work that a stack has left, from its databases, queues and provider. */
export class WorkReader {
  private readonly databases: Databases;
  private readonly queues: RedisQueueReader;

  /** By default, the work of Holdfast. */
  constructor(
    private readonly stack: LocalStack,
    private readonly open: OpenWork = ofHoldfast,
  ) {
    this.databases = new Databases(stack.addresses.postgres, 'bench');
    this.queues = new RedisQueueReader(stack.addresses.redis ?? '');
  }

  async read(): Promise<WorkLeft> {
    const left: Record<string, number> = {};
    for await (const [work, count] of this.counts()) left[work] = count;
    return left;
  }

  /** Any work that is left, in words. Reads as little as possible, because reading costs CPU time. */
  async any(): Promise<string | undefined> {
    for await (const [work, count] of this.counts()) if (count > 0) return `${count} ${work}`;
    return undefined;
  }

  /** Emails that have been sent, ever. */
  sentEmails(): Promise<number> {
    return this.rows({ databases: ['email'], from: `email where status = 'sent'` });
  }

  /**
   * Resolves once nothing is left, in two readings in a row: a handler's new outbox rows may be committed
   * just after they were counted. Webhooks that the provider withholds are not waited for with
   * `isWithoutWebhooks`. Fails after `timeoutMs` with the rest.
   */
  async untilDrained(
    signal: AbortSignal,
    { isWithoutWebhooks = false, timeoutMs = 180_000 } = {},
  ): Promise<void> {
    let quietReadings = 0;
    const look = async (): Promise<boolean> => {
      const left = Object.entries(await this.read()).filter(
        ([work, count]) => count > 0 && !(isWithoutWebhooks && work === 'webhooks'),
      );
      quietReadings = left.length === 0 ? quietReadings + 1 : 0;
      if (quietReadings === 0) throw new Error(JSON.stringify(Object.fromEntries(left)));
      return quietReadings > 1;
    };
    await until('the stack has no work left', look, { timeoutMs, intervalMs: 100, signal });
  }

  async close(): Promise<void> {
    this.queues.close();
    await this.databases.close();
  }

  /** In the order of the flow, so that work which moves on meanwhile is still seen. */
  private async *counts(): AsyncGenerator<readonly [string, number]> {
    yield ['webhooks', await this.webhooks()];
    for (const rows of this.open.beforeJobs) yield [rows.work, await this.rows(rows)];
    yield ['jobs', await this.jobs()];
    for (const rows of this.open.afterJobs) yield [rows.work, await this.rows(rows)];
  }

  private async rows({ databases, from }: Omit<OpenRows, 'work'>): Promise<number> {
    const sql = `select count(*)::integer as count from ${from}`;
    const rows = await Promise.all(databases.map((database) => this.databases.queryAgain(database, sql, [])));
    return rows.flat().reduce((sum, { count }) => sum + Number(count), 0);
  }

  private async jobs(): Promise<number> {
    const { jobs } = await this.queues.read(Date.now());
    return jobs.filter(({ state }) => state !== 'failed').reduce((sum, { count }) => sum + count, 0);
  }

  private async webhooks(): Promise<number> {
    const { addresses, secrets } = this.stack;
    const url = `${addresses['stripe-simulator']}/v1/events?delivery_success=false&limit=100`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${secrets.stripeSecretKey}` } });
    if (!response.ok) throw new Error(`The simulator returned ${response.status} for its events.`);
    return ((await response.json()) as { readonly data: readonly unknown[] }).data.length;
  }
}
