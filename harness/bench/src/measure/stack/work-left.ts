import { Databases, PostgresQueueReader, type QueueReader, RedisQueueReader, until } from '@holdfast/witness';
import { type LocalStack } from '@holdfast/local-stack';

/** The work that a stack has left, counted. */
export interface WorkLeft {
  /** Operations that have begun and not ended. */
  readonly operations: number;
  /** Outbox rows that are not published yet. */
  readonly outbox: number;
  /** Jobs that wait, run or are delayed. */
  readonly jobs: number;
  /** Emails that are neither sent nor held. */
  readonly emails: number;
  /** Events that payments has not accepted yet; 100 means 100 or more. */
  readonly webhooks: number;
}

const openKeys = `select count(*)::integer as count from idempotency_key where state <> 'done'`;
const unpublished =
  'select count(*)::integer as count from outbox where published_at is null and dead_at is null';
const unsent = `select count(*)::integer as count from email where status in ('queued', 'sending')`;
const sent = `select count(*)::integer as count from email where status = 'sent'`;

/** Services with an outbox and keys. */
const withOutbox = ['checkout', 'payments'];

/** Reads the work that a stack has left, from its databases, queues and provider. */
export class WorkReader {
  private readonly databases: Databases;
  private readonly queues: QueueReader;

  constructor(private readonly stack: LocalStack) {
    this.databases = new Databases(stack.addresses.postgres, 'bench');
    const { redis } = stack.addresses;
    this.queues =
      redis === undefined
        ? new PostgresQueueReader((sql, values) => this.databases.query('queues', sql, values))
        : new RedisQueueReader(redis);
  }

  async read(): Promise<WorkLeft> {
    // In the order of the flow, so that work which moves on meanwhile is still seen.
    const webhooks = await this.webhooks();
    const operations = await this.sum(withOutbox, openKeys);
    const outbox = await this.sum(withOutbox, unpublished);
    const jobs = await this.jobs();
    const emails = await this.sum(['email'], unsent);
    return { operations, outbox, jobs, emails, webhooks };
  }

  /** Emails that have been sent, ever. */
  sentEmails(): Promise<number> {
    return this.sum(['email'], sent);
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
      const { webhooks, ...others } = await this.read();
      const left = { ...others, webhooks: isWithoutWebhooks ? 0 : webhooks };
      quietReadings = isDrained(left) ? quietReadings + 1 : 0;
      if (quietReadings === 0) throw new Error(JSON.stringify(left));
      return quietReadings > 1;
    };
    await until('the stack has no work left', look, { timeoutMs, intervalMs: 100, signal });
  }

  async close(): Promise<void> {
    this.queues.close();
    await this.databases.close();
  }

  private async sum(databases: readonly string[], sql: string): Promise<number> {
    const rows = await Promise.all(databases.map((database) => this.databases.queryAgain(database, sql, [])));
    return rows.flat().reduce((sum, { count }) => sum + Number(count), 0);
  }

  private async jobs(): Promise<number> {
    const { jobs } = await this.queues.read(Date.now());
    return jobs.filter(({ state }) => state !== 'failed').reduce((sum, { count }) => sum + count, 0);
  }

  private async webhooks(): Promise<number> {
    const url = `${this.stack.addresses['stripe-simulator']}/v1/events?delivery_success=false&limit=100`;
    const headers = { authorization: `Bearer ${this.stack.secrets.stripeSecretKey}` };
    const response = await fetch(url, { headers });
    if (!response.ok) throw new Error(`The simulator returned ${response.status} for its events.`);
    return ((await response.json()) as { readonly data: readonly unknown[] }).data.length;
  }
}

export const isDrained = (left: WorkLeft): boolean => Object.values(left).every((count) => count === 0);
