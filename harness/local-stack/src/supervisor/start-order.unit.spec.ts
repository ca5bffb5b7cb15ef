import { describe, expect, it } from '@jest/globals';
import { assertOrderable, reversed, runInOrder } from './start-order.ts';

const shop = [
  { name: 'checkout', dependsOn: ['payments', 'migrations'] },
  { name: 'payments', dependsOn: ['postgres'] },
  { name: 'migrations', dependsOn: ['postgres'] },
  { name: 'postgres', dependsOn: [] },
];

describe('runInOrder', () => {
  it('runs dependencies first', async () => {
    const ran: string[] = [];
    await runInOrder(shop, ({ name }) => Promise.resolve(void ran.push(name)));
    expect(ran).toEqual(['postgres', 'payments', 'migrations', 'checkout']);
  });

  it('runs independent nodes in parallel', async () => {
    const running = new Set<string>();
    const together: string[][] = [];
    await runInOrder(shop, async ({ name }) => {
      running.add(name);
      await Promise.resolve();
      together.push([...running].sort());
      running.delete(name);
    });
    expect(together).toContainEqual(['migrations', 'payments']);
  });

  it('starts nothing more after a failure, and throws it', async () => {
    const ran: string[] = [];
    const run = ({ name }: { name: string }): Promise<void> => {
      ran.push(name);
      return name === 'payments' ? Promise.reject(new Error('no key')) : Promise.resolve();
    };
    await expect(runInOrder(shop, run)).rejects.toThrow('no key');
    expect(ran).not.toContain('checkout');
  });

  it('runs in reverse on reversed nodes', async () => {
    const ran: string[] = [];
    await runInOrder(reversed(shop), ({ name }) => Promise.resolve(void ran.push(name)));
    expect(ran).toEqual(['checkout', 'payments', 'migrations', 'postgres']);
  });
});

describe('reversed', () => {
  it('stops a node before those that it only stops before, which start at the same time', async () => {
    const nodes = [{ name: 'storefront', dependsOn: [], stopsBefore: ['checkout'] }, ...shop];
    const ran: string[] = [];
    const run = ({ name }: { name: string }): Promise<void> => Promise.resolve(void ran.push(name));
    await runInOrder(nodes, run);
    expect(ran[0]).toBe('storefront');
    await runInOrder(reversed(nodes), run);
    expect(ran.slice(shop.length + 1)).toEqual([
      'storefront',
      'checkout',
      'payments',
      'migrations',
      'postgres',
    ]);
  });
});

describe('assertOrderable', () => {
  it('names the circle', () => {
    const circle = [
      { name: 'a', dependsOn: ['b'] },
      { name: 'b', dependsOn: ['a'] },
    ];
    expect(() => assertOrderable(circle)).toThrow('a waits for b waits for a: a circle.');
  });

  it('names a dependency that does not exist', () => {
    expect(() => assertOrderable([{ name: 'a', dependsOn: ['b'] }])).toThrow(
      'a waits for b, which does not exist.',
    );
  });
});
