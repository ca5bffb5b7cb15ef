import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Order, type OrderEvents, type Reading } from '@holdfast/checkout-client';
import { anOrder, found, refused, unread } from './order.fixture.ts';
import { OrderWatch } from './order-watch.ts';

const pending = anOrder({ status: 'payment_pending' });
const events = [{ at: '2026-01-15T00:00:00.000Z', type: 'order_placed', text: 'Order placed.' }];

let orders: Reading<Order>[];
let histories: Reading<OrderEvents>[];
let readsAt: number[];
let isVisible: boolean;
let watch: OrderWatch;

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  orders = [found(pending)];
  histories = [found({ events })];
  readsAt = [];
  isVisible = true;
  watch = new OrderWatch(
    {
      order: () => {
        readsAt.push(Date.now());
        return Promise.resolve(next(orders));
      },
      history: () => Promise.resolve(next(histories)),
    },
    () => isVisible,
    () => 0.5,
  );
});

afterEach(() => {
  watch.stop();
  jest.useRealTimers();
});

/** The last one stays. */
function next<T>(readings: T[]): T {
  const reading = readings.length > 1 ? readings.shift() : readings[0];
  if (reading === undefined) throw new Error('no reading is set');
  return reading;
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const readsIn = async (ms: number): Promise<number> => {
  const before = readsAt.length;
  await pass(ms);
  return readsAt.length - before;
};

describe('the watch of an order', () => {
  it('reads each second for 30 s, then every 5 s', async () => {
    watch.start();
    await pass(29_500);
    expect(readsAt).toHaveLength(30);
    await pass(1_000);
    expect(await readsIn(25_000)).toBe(5);
    expect(watch.current()).toMatchObject({ order: pending, events });
  });

  it.each(['paid', 'payment_failed'] as const)('reads every 30 s once the order is %s', async (status) => {
    watch.start();
    await pass(2_500);
    orders = [found(anOrder({ status }))];
    expect(await readsIn(60_000)).toBe(2);
    expect(watch.current().order?.status).toBe(status);
  });

  it('sees without being woken that a refund has failed', async () => {
    orders = [found(anOrder({ status: 'refunded' }))];
    watch.start();
    await pass(5_500);
    orders = [found(anOrder())];
    await pass(1_000);
    expect(watch.current().order?.status).toBe('paid');
  });

  it('goes on while a refund is in progress', async () => {
    orders = [found(anOrder({ status: 'refund_pending' }))];
    watch.start();
    await pass(9_500);
    expect(readsAt).toHaveLength(10);
  });

  it('asks rarely while a bank transfers the money', async () => {
    orders = [found(anOrder({ status: 'payment_pending', expectedBy: '2026-01-20T00:00:00.000Z' }))];
    watch.start();
    await pass(31_000);
    expect(await readsIn(120_000)).toBe(4);
  });

  it('reads a final order again on focus', async () => {
    orders = [found(anOrder())];
    watch.start();
    await pass(10_000);
    orders = [found(anOrder({ status: 'refunded' }))];
    watch.wake();
    await pass(0);
    expect(watch.current().order?.status).toBe('refunded');
  });

  it('reads until the history of a final order is there too', async () => {
    orders = [found(anOrder())];
    histories = [unread('network'), unread('network'), found({ events })];
    watch.start();
    await pass(0);
    expect(watch.current()).toMatchObject({ order: anOrder(), events: undefined, nextReadAt: undefined });
    expect(await readsIn(10_000)).toBe(2);
    expect(watch.current().events).toEqual(events);
  });

  it('reads nothing while the page is hidden, and immediately when it is seen again', async () => {
    watch.start();
    await pass(500);
    isVisible = false;
    watch.wake();
    expect(await readsIn(60_000)).toBe(0);
    isVisible = true;
    watch.wake();
    expect(readsAt).toHaveLength(2);
  });

  it('keeps the last state when a read fails, and says when it reads next', async () => {
    watch.start();
    await pass(1_500);
    orders = [unread('network')];
    await pass(2_000);
    expect(watch.current()).toMatchObject({ order: pending, readAt: 1_000, nextReadAt: 5_000 });
    orders = [found(anOrder())];
    await pass(2_000);
    expect(watch.current()).toMatchObject({ order: anOrder(), readAt: 5_000, nextReadAt: undefined });
  });

  it('forgets the history that is older than a change of the order', async () => {
    orders = [found(pending), found(pending), found(anOrder({ status: 'payment_failed' }))];
    histories = [found({ events }), unread('network')];
    watch.start();
    await pass(1_500);
    expect(watch.current()).toMatchObject({ order: pending, events });
    await pass(2_000);
    expect(watch.current()).toMatchObject({ order: { status: 'payment_failed' }, events: undefined });
  });

  it('reads less often the longer it fails, and no earlier than the server allows', async () => {
    orders = [unread('network')];
    watch.start();
    await pass(40_000);
    expect(readsAt).toEqual([0, 1_000, 3_000, 7_000, 15_000, 25_000, 35_000]);
    orders = [unread('busy', 60_000)];
    await pass(5_000);
    expect(await readsIn(59_000)).toBe(0);
    expect(await readsIn(2_000)).toBe(1);
  });

  it.each([401, 404])('stops at a refusal (%d), and reads again when a token arrives', async (status) => {
    orders = [refused(status)];
    watch.start();
    await pass(60_000);
    expect(readsAt).toHaveLength(1);
    expect(watch.current().refused?.status).toBe(status);
    orders = [found(pending)];
    watch.wake();
    await pass(0);
    expect(watch.current()).toMatchObject({ order: pending, refused: undefined });
  });

  it('reads once more if it is woken during a read, which may have come too early', async () => {
    watch.start();
    watch.wake();
    watch.wake();
    expect(await readsIn(500)).toBe(1);
    expect(readsAt).toHaveLength(2);
  });

  it('ends with the page', async () => {
    watch.start();
    watch.stop();
    expect(await readsIn(60_000)).toBe(0);
    watch.wake();
    expect(await readsIn(60_000)).toBe(0);
  });
});
