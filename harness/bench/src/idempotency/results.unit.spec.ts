import { describe, expect, it } from '@jest/globals';
import { type Slice } from '../measure/closed-loop.ts';
import { type Contestant, type Experiment } from './experiments.ts';
import { goalsOf, resultsOf } from './results.ts';

const baseline: Contestant = { server: 'plain', label: 'without', traffic: 'order' };
const ours: Contestant = { server: 'holdfast', label: 'with', traffic: 'order' };
const experiment: Experiment = {
  name: 'orders',
  title: 'orders',
  concurrency: 1,
  contestants: [baseline, ours],
};

/** A slice of one second in which every request took the same time. */
function aSlice(requests: number, server = 0): Slice {
  const latenciesMs = new Float64Array(requests).fill(1_000 / requests);
  return { seconds: 1, latenciesMs, cpu: { server, stores: NaN }, answered: requests };
}

const resultsWith = (plain: Slice[], holdfast: Slice[]) =>
  resultsOf(experiment, ({ server }) => (server === 'plain' ? plain : holdfast));

describe('resultsOf', () => {
  it('compares within each round, so that a machine that slows down changes no ratio', () => {
    const { results } = resultsWith(
      [aSlice(1_000), aSlice(500), aSlice(100)],
      [aSlice(1_200), aSlice(600), aSlice(120)],
    );
    expect(results[1]).toMatchObject({ ratio: { median: 1.2, lowest: 1.2, highest: 1.2 } });
    expect(results[1]?.p50Ratio).toBeCloseTo(1 / 1.2);
  });

  it('returns the median round with the lowest and the highest', () => {
    const { results } = resultsWith(
      [aSlice(100), aSlice(100), aSlice(100)],
      [aSlice(110), aSlice(20), aSlice(300)],
    );
    expect(results[1]).toMatchObject({ ratio: { median: 1.1, lowest: 0.2, highest: 3 } });
  });

  it('divides CPU time among the requests, and leaves unknown what could not be read', () => {
    const { results } = resultsWith([aSlice(100)], [aSlice(1_000, 0.25)]);
    expect(results[1]).toMatchObject({ serverCpuMicros: 250, storesCpuMicros: NaN });
  });
});

describe('goalsOf', () => {
  const [orders, , checkouts] = goalsOf([resultsWith([aSlice(100)], [aSlice(119)])]);

  it('says that a goal missed by a little is not reached', () => {
    expect(orders).toMatchObject({ measured: 1.19, isReached: false });
  });

  it('claims nothing about what was not measured', () => {
    expect(checkouts).toMatchObject({ measured: undefined, isReached: undefined });
  });
});
