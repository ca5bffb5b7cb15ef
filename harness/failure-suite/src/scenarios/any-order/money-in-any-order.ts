import assert from 'node:assert/strict';
import { falseDisputes, SeededRandom } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { type Move, moves, MovingOrder } from '../a-moving-order.ts';
import { isIdle } from '../news.ts';

const cell = { edge: 'stripe->payments', fault: 'external change', phase: 'throughout' } as const;
const customerSees =
  'Every response, history and email is true at any moment. What is left can be returned, and no more.';
/** Stripe dates no change of a dispute, so a comparison may see one before its event. */
const repairs = ['dispute_differs'];
const proves = ['refund.idempotency', 'refund.recovery', 'refund.observability'] as const;

/** Three at a time: more would take the processor from scenarios beside this one, whose deadlines count. */
const atATime = 3;

async function forEach<T, R>(all: readonly T[], work: (each: T, index: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  while (done.length < all.length) {
    const next = all.slice(done.length, done.length + atATime);
    done.push(...(await Promise.all(next.map((each, index) => work(each, done.length + index)))));
  }
  return done;
}

const ordersOf = (system: System, seed: number, count: number): Promise<readonly MovingOrder[]> =>
  forEach(Array.from({ length: count }), (_, index) =>
    MovingOrder.of(system, new SeededRandom(seed, index + 1), system.shopper(`Customer ${index + 1}`)),
  );

/** In the end, all disputes are known as they are, and the rest of each order can be returned. */
async function end(system: System, orders: readonly MovingOrder[]): Promise<void> {
  await isIdle(system);
  assert.deepEqual(falseDisputes(await system.ledgers()), []);
  for (const order of orders) await order.winOpenDisputes();
  await isIdle(system);
  await forEach(orders, (order) => order.expectRestReturnable());
}

/** How the provider sends its webhooks meanwhile. */
const deliveries = [undefined, { fault: 'reorder', ms: 300 }, { fault: 'duplicate' }] as const;

const drawn = (seed: number): Scenario => ({
  name: `money-in-any-order-${seed}`,
  broken: `Nothing, but refunds, refunds in the dashboard, disputes and repeated requests follow or meet each other on six orders, drawn from seed ${seed}.`,
  customerSees,
  cell,
  proves: [...proves, 'webhook.idempotency'],
  seed,
  repairs,
  livenessMs: 30_000,
  run: async (system) => {
    const random = new SeededRandom(seed);
    const delivery = deliveries[seed % deliveries.length];
    const orders = await ordersOf(system, seed, 6);
    await isIdle(system);
    if (delivery !== undefined) await system.simulator.fault({ route: 'webhooks', ...delivery });
    for (let round = 0; round < 6; round += 1) {
      const next = orders.flatMap((order) =>
        (random.isLucky(0.3) ? [1, 2] : [1]).map(() => [order, random.pick(moves)] as const),
      );
      await forEach(next, ([order, move]) => order.move(move, orders));
      if (random.isLucky(0.5)) await isIdle(system);
    }
    if (delivery !== undefined) await system.simulator.clearFaults();
    await end(system, orders);
  },
});

/** Longer than a request to checkout takes. */
const newsIsLateMs = 300;

/** The second move comes at the same moment, right after the first, or once payments knows of the first. */
const meetings: readonly ((
  order: MovingOrder,
  first: () => Promise<void>,
  second: () => Promise<void>,
) => Promise<unknown>)[] = [
  (_order, first, second) => Promise.all([first(), second()]),
  async (_order, first, second) => {
    await first();
    await second();
  },
  async (order, first, second) => {
    await first();
    await order.untilPaymentsKnows();
    await second();
  },
];

const inPairs = (first: Move): Scenario => ({
  needs: 'redis',
  name: `${first.replaceAll(/[^a-z]+/g, '-')}-then-any-other-move`,
  broken: `Nothing, but "${first}" meets each of all ways in which money moves after an order: at the same moment, right after it, or when payments knows of it and checkout does not. Events of payments are 0.3 s late.`,
  customerSees,
  cell,
  proves,
  repairs,
  livenessMs: 30_000,
  run: async (system) => {
    for (const [round, meet] of meetings.entries()) {
      const orders = await ordersOf(system, moves.indexOf(first) * meetings.length + round, moves.length);
      await isIdle(system);
      const late = await system.lab.fault('payments->redis', {
        kind: 'latency',
        ms: newsIsLateMs,
        direction: 'request',
        label: 'EVALSHA addStandardJob',
      });
      await forEach(orders, (order, index) => {
        const second = moves[index] ?? first;
        return meet(
          order,
          () => order.move(first, orders),
          () => order.move(second, orders),
        );
      });
      await late.clear();
      await end(system, orders);
    }
  },
});

export default [...moves.map(inPairs), ...[1, 2].map(drawn)];
