import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { costsOfAnOrder, mostFsyncsPerOrder } from './costs-of-an-order.fixture.ts';
import { type CountedOrder, CountedStack } from './counted-stack.ts';

/** Not in the system's temporary folder: it may be in memory, where fsync costs nothing. */
const dataDir = path.join(repositoryRoot, `.local/order-costs-${process.pid}`);

const { walFsyncs, ...counted } = costsOfAnOrder;

/** Fails with every request that the order caused, so that an additional one is easy to find. */
function expectCosts({ listing, total, ...costs }: CountedOrder): void {
  try {
    expect(costs).toEqual(counted);
  } catch (error) {
    throw new Error(
      `${(error as Error).message}\n\nAll ${total} requests that this order caused:\n${listing}`,
      {
        cause: error,
      },
    );
  }
}

describe('A paid order', () => {
  let stack: CountedStack;

  beforeAll(async () => {
    stack = await CountedStack.start(dataDir, process.env['PATH'] ?? '');
    // Opens connections and prepares statements.
    await stack.countOne();
    await stack.place(3, 1);
  });
  afterAll(() => stack?.remove());

  it('causes exactly the known statements, commits, requests, jobs and commands', async () => {
    for (let round = 0; round < 2; round += 1) expectCosts(await stack.countOne());
  });

  it('leaves no promise in the memory of a service', async () => {
    const orders = 80;
    await stack.place(16, 8);
    const before = await stack.promises();
    await stack.place(orders, 8);
    const kept = Object.entries(await stack.promises()).map(([service, count]) => [
      service,
      count - (before[service] ?? 0),
    ]);
    // Connections and timers hold some, whatever was ordered.
    expect(kept.filter(([, count]) => Number(count) > orders / 4)).toEqual([]);
  });

  it(`waits for exactly ${walFsyncs} WAL fsyncs with one client`, async () => {
    expect(await stack.fsyncsOfOne()).toBe(walFsyncs);
  });

  it(`needs at most ${mostFsyncsPerOrder} WAL fsyncs with 32 clients`, async () => {
    expect(await stack.fsyncsPerOrder()).toBeLessThanOrEqual(mostFsyncsPerOrder);
  });
});
