import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { OrderRun } from './order-run.ts';
import { type RunningStack, startStack } from './running-stack.ts';
import { send, Shopper } from './shopper.ts';

const wholeTestMs = 240_000;

describe('every paid order has one charge and one receipt', () => {
  let stack: RunningStack;
  let run: OrderRun;

  beforeAll(async () => {
    stack = await startStack('redis');
  });

  afterAll(() => stack.remove());

  const act = async (action: string, name: string): Promise<void> => {
    if (name !== 'redis') await stack.tool('service', action, name);
    else if (action === 'kill') await stack.redis?.kill();
    else await stack.redis?.start();
  };

  /** Kills them one after another, then starts them all. */
  const crash = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await act('kill', name);
    await Promise.all(names.map((name) => act('start', name)));
  };

  const paymentsBreaker = async (): Promise<unknown> => {
    const { body } = await send(`${stack.addresses.checkout}/resilience`);
    const all = body['dependencies'] as { dependency: string; breaker: string }[];
    return all.find(({ dependency }) => dependency === 'payments')?.breaker;
  };

  const historyOf = async (orderId: string): Promise<string[]> => {
    const { body } = await new Shopper(stack).get(`/orders/${orderId}/history`);
    return (body['events'] as { text: string }[]).map(({ text }) => text);
  };

  it(
    'when email, payments and checkout are restarted, one after the other, in the middle of a hundred orders',
    async () => {
      run = new OrderRun(stack);
      for (const name of ['email', 'payments', 'checkout']) await run.place(34, act('restart', name));
      await run.endsWell();
      expect(run.orderIds.length).toBeGreaterThanOrEqual(100);
    },
    wholeTestMs,
  );

  it(
    'when checkout, email, the mail server and Redis are killed (SIGKILL) in the middle of a run of orders',
    async () => {
      run = new OrderRun(stack);
      await run.place(40, crash(['checkout', 'email', 'mail', 'redis']));
      await run.endsWell();
    },
    wholeTestMs,
  );

  it(
    'when payments was down while they were placed: all are accepted, and their history reads well',
    async () => {
      run = new OrderRun(stack);
      await act('kill', 'payments');
      const replies = await run.place(40);
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
      await eventually(async () => {
        replies.push(...(await run.place(1)));
        expect(await paymentsBreaker()).toBe('open');
      });
      await act('start', 'payments');
      await run.endsWell();
      for (const orderId of run.orderIds)
        expect(await historyOf(orderId)).toEqual([
          'Order placed. $42.00 will be charged.',
          'The payment could not be confirmed in time. We are still processing it.',
          'Payment of $42.00 received. A receipt is on its way.',
        ]);
    },
    wholeTestMs,
  );

  it(
    'when Redis forgets everything (FLUSHALL) while receipts wait in it',
    async () => {
      run = new OrderRun(stack);
      await act('kill', 'email');
      await run.place(5);
      await run.isPublished();
      await run.forgetJobs();
      await act('start', 'email');
      await run.endsWell();
    },
    wholeTestMs,
  );
});
