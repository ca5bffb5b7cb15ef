import { expect } from '@jest/globals';
import { type EmailList } from '@holdfast/contracts';
import { eventually, type EventuallyOptions } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { rowsIn } from './rows-in.ts';
import { type RunningStack } from './running-stack.ts';
import { aKey, type Reply, send, Shopper } from './shopper.ts';

/** Longer than any breaker stays open, and than jobs and keys of a dead process wait for another. */
const longTimeout = { timeoutMs: 100_000, intervalMs: 250 };

/** Orders on a stack under faults, and the checks that must pass for all of them once it has recovered. */
export class OrderRun {
  readonly orderIds: string[] = [];
  private readonly shopper: Shopper;

  constructor(private readonly stack: RunningStack) {
    this.shopper = new Shopper(stack);
  }

  /**
   * Places `count` orders, four at a time, then more until `meanwhile` has ended, up to twice as many. Each
   * shopper retries with its key after any failure until the order is accepted.
   */
  async place(count: number, meanwhile: Promise<unknown> = Promise.resolve()): Promise<Reply[]> {
    const replies: Reply[] = [];
    let begun = 0;
    let isOver = false;
    const over = meanwhile.finally(() => (isOver = true));
    const shop = async (goesOn: () => boolean): Promise<void> => {
      while (goesOn()) {
        begun += 1;
        const reply = await this.placeOne();
        this.orderIds.push(String(reply.body['orderId']));
        replies.push(reply);
      }
    };
    const few = Array.from({ length: 3 }, () => shop(() => begun < count));
    await Promise.all([...few, shop(() => begun < count || (!isOver && begun < 2 * count)), over]);
    return replies;
  }

  private placeOne(): Promise<Reply> {
    const key = aKey();
    return eventually(async () => {
      const reply = await this.shopper.checkOut(key);
      if (reply.status !== 201 && reply.status !== 202) throw new Error(reply.text);
      return reply;
    }, longTimeout);
  }

  /** Checks that every order is paid, charged once, and has one receipt; no job waits or is dead. */
  async endsWell(patience: EventuallyOptions = longTimeout): Promise<void> {
    await eventually(() => this.nothingWaits(), patience);
    await this.isChargedOnce();
    await eventually(() => this.hasOneReceiptEach(), patience);
  }

  /** All events of these orders are in the queues, and marked as published in the outboxes. */
  async isPublished(): Promise<void> {
    await eventually(() => this.outboxesAreEmpty(), longTimeout);
  }

  /** Empties the queue server, like an operator's mistake or a failover to an empty replica. */
  async forgetJobs(): Promise<void> {
    expect(await this.jobsIn('wait')).toBeGreaterThan(0);
    await this.withRedis((redis) => redis.flushall());
  }

  private async nothingWaits(): Promise<void> {
    await this.hasNone('checkout', `select order_id, status from orders where status <> 'paid'`);
    await this.hasNone('payments', `select payment_id from payment where status = 'pending'`);
    await this.outboxesAreEmpty();
    expect(await this.jobsIn('failed')).toBe(0);
    for (const state of ['wait', 'active', 'delayed', 'prioritized'])
      expect([state, await this.jobsIn(state)]).toEqual([state, 0]);
  }

  private async outboxesAreEmpty(): Promise<void> {
    for (const database of ['checkout', 'payments'])
      await this.hasNone(database, 'select message_id, name from outbox where published_at is null');
  }

  private async hasNone(database: string, text: string): Promise<void> {
    expect([database, text, await rowsIn(this.stack, database, text)]).toEqual([database, text, []]);
  }

  private async isChargedOnce(): Promise<void> {
    const charges = (await this.shopper.charges()).filter(({ status }) => status === 'succeeded');
    const ordersOf = charges.map(({ metadata }) => metadata['orderId'] ?? '');
    expect(
      this.orderIds.filter((orderId) => ordersOf.filter((each) => each === orderId).length !== 1),
    ).toEqual([]);
    expect(new Set(ordersOf).size).toBe(ordersOf.length);
  }

  /**
   * Checks for one Message-ID per order. Several copies are allowed only if an earlier attempt may have been
   * accepted; after a single attempt there is exactly one.
   */
  private async hasOneReceiptEach(): Promise<void> {
    const mails = await this.stack.inbox.messages();
    const ledgers = await Promise.all(this.orderIds.map((orderId) => this.ledgerOf(orderId)));
    for (const [n, orderId] of this.orderIds.entries()) {
      const own = mails.filter(({ text }) => text.includes(orderId));
      const [email, ...others] = ledgers[n] ?? [];
      expect([orderId, others, new Set(own.map(({ messageId }) => messageId)).size]).toEqual([
        orderId,
        [],
        1,
      ]);
      expect(email).toMatchObject({ kind: 'receipt', status: 'sent' });
      if (email?.attempts === 1) expect([orderId, own.length]).toEqual([orderId, 1]);
      expect(own.length).toBeLessThanOrEqual(email?.attempts ?? 0);
    }
  }

  private async ledgerOf(orderId: string): Promise<EmailList['emails']> {
    const { body } = await send(`${this.stack.addresses.email}/emails?orderId=${orderId}`, {
      headers: { authorization: `Bearer ${this.stack.secrets.operatorKey}` },
    });
    return (body as unknown as EmailList).emails;
  }

  /** The number of jobs in a state, over all queues. */
  private jobsIn(state: string): Promise<number> {
    return this.withRedis(async (redis) => {
      const keys = await redis.keys(`*:${state}`);
      const counts = await Promise.all(
        keys.map(async (key) => ((await redis.type(key)) === 'list' ? redis.llen(key) : redis.zcard(key))),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    });
  }

  private async withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.stack.addresses.redis ?? '');
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }
}
