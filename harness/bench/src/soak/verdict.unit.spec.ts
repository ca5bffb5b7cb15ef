import { describe, expect, it } from '@jest/globals';
import { type Sample } from './sample.ts';
import { type Evidence, problemsIn } from './verdict.ts';

const live = { heapUsed: 60e6, external: 5e6, rss: 150e6, promises: 9 };

const sampleAt = (minute: number, over: Partial<Sample> = {}): Sample => ({
  seconds: 60 * minute,
  orders: 2_000 * minute,
  p50Ms: 10,
  p99Ms: 40,
  mostLeft: { operations: 9, outbox: 20 + (minute % 3), jobs: 30, emails: 4, webhooks: 12 },
  memoryMb: { checkout: 150 + (minute % 2), postgres: 200 },
  kept: { 'checkout.outbox rows': 4_000 * minute, 'Redis bytes': 3_000_000 * minute },
  ...over,
});

const steady: Evidence = {
  samples: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((minute) => sampleAt(minute)),
  live: [
    { orders: 0, byService: { checkout: { ...live, heapUsed: 45e6 } } },
    { orders: 9_000, byService: { checkout: live } },
    { orders: 18_000, byService: { checkout: { ...live, heapUsed: 63e6 } } },
  ],
  refused: {},
  receipts: 18_000,
  orders: 18_000,
};

const withSamples = (over: (minute: number) => Partial<Sample>): Evidence => ({
  ...steady,
  samples: steady.samples.map((_, index) => sampleAt(index + 1, over(index + 1))),
});

describe('The verdict of a soak', () => {
  it('finds nothing in a steady load', () => {
    expect(problemsIn(steady)).toEqual([]);
  });

  it('accepts memory that is taken in the first third', () => {
    const warmUp = withSamples((minute) => ({ memoryMb: { checkout: minute < 3 ? 100 : 170 } }));
    expect(problemsIn(warmUp)).toEqual([]);
  });

  it.each([
    [
      'a process whose memory grows',
      withSamples((minute) => ({ memoryMb: { checkout: 150 + 10 * minute } })),
      /^checkout's memory: 200 MB in the middle, 230 MB at the end\.$/,
    ],
    [
      'a backlog that grows',
      withSamples((minute) => ({ mostLeft: { ...sampleAt(1).mostLeft, webhooks: 11 * minute } })),
      /^webhooks left: at most 33 in the first third, 99 in the last\.$/,
    ],
    [
      'objects that are never let go',
      {
        ...steady,
        live: [
          ...steady.live.slice(0, 2),
          { orders: 18_000, byService: { checkout: { ...live, heapUsed: 80e6 } } },
        ],
      },
      /^checkout keeps 81 MB after garbage collection, in the middle 62 MB\.$/,
    ],
    [
      'orders that keep more data than earlier ones',
      withSamples((minute) => ({ kept: { 'Redis bytes': 1_000_000 * minute ** 2 } })),
      /^Redis bytes per order: 3000\.0 in the first half, 7000\.0 in the second\.$/,
    ],
    ['refused orders', { ...steady, refused: { 503: 2 } }, /^2 orders got 503\.$/],
    ['requests without a response', { ...steady, refused: { 0: 1 } }, /^1 orders got no response\.$/],
    [
      'receipts that are missing',
      { ...steady, receipts: 17_999 },
      /^18,000 orders were placed, 17,999 receipts sent\.$/,
    ],
  ])('reports %s', (_, evidence, problem) => {
    expect(problemsIn(evidence)).toEqual([expect.stringMatching(problem)]);
  });
});
