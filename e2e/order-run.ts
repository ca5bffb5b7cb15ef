import { expect } from '@jest/globals';
import { type EmailList } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { rowsIn } from './rows-in.ts';
import { type RunningStack } from './running-stack.ts';
import { aKey, type Reply, send, Shopper } from './shopper.ts';

/** Longer than any breaker stays open, and than a dead process's jobs and keys wait for the next one. */
const patiently = { timeoutMs: 100_000, intervalMs: 250 };

/** Orders of a stack while it is being broken, and what must be true of all of them once it is whole again. */
export class OrderRun {
  readonly orderIds: string[] = [];
  private readonly shopper: Shopper;

  constructor(private readonly stack: RunningStack) {
    this.shopper = new Shopper(stack);
  }

  /** Places orders, four at a time. Each shopper repeats a request under its key, whatever happens to it, until the order is accepted. */
  async place(count: number): Promise<Reply[]> {
    const replies: Reply[] = [];
    const shop = async (): Promise<void> => {
      while (replies.length < count) {
        const at = replies.push(undefined as unknown as Reply) - 1;
        replies[at] = await this.placeOne();
        this.orderIds.push(String(replies[at].body['orderId']));
      }
    };
    await Promise.all(Array.from({ length: 4 }, shop));
    return replies;
  }

  private placeOne(): Promise<Reply> {
    const key = aKey();
    return eventually(async () => {
      const reply = await this.shopper.checkOut(key);
      if (reply.status !== 201 && reply.status !== 202) throw new Error(reply.text);
      return reply;
    }, patiently);
  }

  /** Every order is paid, charged once, and has one receipt; nothing waits, nothing is dead. */
  async endsWell(): Promise<void> {
    await eventually(() => this.nothingWaits(), patiently);
    await this.isChargedOnce();
    await eventually(() => this.hasOneReceiptEach(), patiently);
  }

  private async nothingWaits(): Promise<void> {
    const open = async (database: string, text: string): Promise<void> =>
      expect([database, text, await rowsIn(this.stack, database, text)]).toEqual([database, text, []]);
    await open('checkout', `select order_id, status from orders where status <> 'paid'`);
    await open('payments', `select payment_id from payment where status = 'pending'`);
    for (const database of ['checkout', 'payments'])
      await open(database, 'select message_id, name from outbox where published_at is null');
    expect(await this.jobsIn('failed')).toBe(0);
    for (const state of ['wait', 'active', 'delayed', 'prioritized'])
      expect([state, await this.jobsIn(state)]).toEqual([state, 0]);
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
   * One message per order: one Message-ID, and as many copies of it as there is no telling whether the server took them. Where the
   * first attempt was the only one, that is one.
   */
  private async hasOneReceiptEach(): Promise<void> {
    const mails = await this.stack.inbox.messages();
    for (const orderId of this.orderIds) {
      const own = mails.filter(({ text }) => text.includes(orderId));
      const [email, ...others] = await this.ledgerOf(orderId);
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

  /** How many jobs of all queues are in a state. */
  private async jobsIn(state: string): Promise<number> {
    const redis = new Redis(this.stack.addresses.redis ?? '');
    try {
      const keys = await redis.keys(`*:${state}`);
      const counts = await Promise.all(
        keys.map(async (key) => ((await redis.type(key)) === 'list' ? redis.llen(key) : redis.zcard(key))),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    } finally {
      redis.disconnect();
    }
  }
}
