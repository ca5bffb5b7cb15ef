import { describe, expect, it } from '@jest/globals';
import { remainingMs, withRequestContext } from '@holdfast/service-defaults';
import { seededRandom } from '../seeded-random.fixture.ts';
import { EarlyRefresh, isRefreshDue } from './early-refresh.ts';
import { settle } from './fallback-chain.fixture.ts';

describe('isRefreshDue', () => {
  const share = (beforeMs: number, beta = 1): number => {
    const random = seededRandom(7);
    const entry = { freshUntil: 100_000, deltaMs: 1_000 };
    const draws = Array.from({ length: 10_000 }, () =>
      isRefreshDue(entry, { wallNow: 100_000 - beforeMs, beta, random }),
    );
    return draws.filter((isDue) => isDue).length / draws.length;
  };

  // The share of readers that refresh t before expiry is exp(-t / (delta × beta)).
  it.each([
    [0, 1],
    [500, 0.607],
    [1_000, 0.368],
    [3_000, 0.05],
    [10_000, 0],
  ])('comes true %d ms before expiry for a share of %d', (beforeMs, expected) => {
    expect(Math.abs(share(beforeMs) - expected)).toBeLessThan(0.02);
  });

  it('comes true earlier with a larger beta, and never before expiry with 0', () => {
    expect(Math.abs(share(2_000, 2) - 0.368)).toBeLessThan(0.02);
    expect(share(1, 0)).toBe(0);
  });
});

describe('EarlyRefresh', () => {
  it('refreshes a key once at a time, and again afterwards', async () => {
    const refresh = new EarlyRefresh();
    let started = 0;
    let end = (): void => undefined;
    const work = (): Promise<void> => {
      started += 1;
      return new Promise((resolve) => (end = resolve));
    };
    for (let reader = 0; reader < 5; reader += 1) refresh.start('a', work);
    expect(started).toBe(1);
    end();
    await settle();
    refresh.start('a', work);
    expect(started).toBe(2);
  });

  it('skips refreshes over ten at a time', () => {
    const refresh = new EarlyRefresh();
    let started = 0;
    for (let key = 0; key < 15; key += 1)
      refresh.start(`${key}`, () => {
        started += 1;
        return new Promise(() => undefined);
      });
    expect(started).toBe(10);
  });

  it('is not bound by the deadline of the reader that triggered it', () => {
    const trace = {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      isSampled: true,
    };
    let seenMs = 0;
    withRequestContext({ requestId: 'r1', trace, deadlineAt: performance.now() + 50 }, () =>
      new EarlyRefresh().start('a', () => {
        seenMs = remainingMs();
        return Promise.resolve();
      }),
    );
    expect(seenMs).toBe(Infinity);
  });
});
