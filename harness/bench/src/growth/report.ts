import { medianOf, type Result, showResult } from '../measure/contest.ts';
import { atMost, showGoals } from '../measure/goal.ts';
import { quantile, type Spread, spreadOf } from '../measure/statistics.ts';
import { table } from '../measure/table.ts';
import { type KeyTable, type Size } from './key-table.ts';
import { asked, concurrencies, type Slice } from './rounds.ts';

/** The goal: with a thousand times the keys, a request costs at most this many times as much. */
const mostForGrowth = 1.1;

export function showGrowth(
  small: KeyTable,
  large: KeyTable,
  sizes: readonly Size[],
  slices: readonly Slice[],
): string {
  const results = asked.flatMap((what) =>
    concurrencies.map((concurrency) =>
      compare(
        [small, large],
        slices.filter((slice) => slice.asked === what && slice.concurrency === concurrency),
        `${what}, ${concurrency} at a time`,
      ),
    ),
  );
  const goals = results.map((result) => ({
    text: `${result.title}: at most ${mostForGrowth} x`,
    ...atMost(mostForGrowth, medianOf(result, large.name, 'ratio')),
  }));
  return [...results.map((result) => showResult(result)), showSizes(large, sizes), showGoals(goals)].join(
    '\n\n',
  );
}

/** The ratio is that of the p50, round by round; everything else is of all rounds together. */
function compare(tables: readonly KeyTable[], slices: readonly Slice[], title: string): Result {
  const of = (each: KeyTable | undefined): Slice[] => slices.filter(({ table: its }) => its === each);
  const base = of(tables[0]);
  const lines = tables.map((each) => {
    const mine = of(each);
    const p50 = (slice: Slice | undefined): number => quantile(slice?.latenciesMs ?? [], 0.5);
    const sum = (pick: (slice: Slice) => number): number =>
      mine.reduce((total, slice) => total + pick(slice), 0);
    return {
      name: each.name,
      label: each.name,
      values: {
        ratio: spreadOf(mine.map((slice, round) => p50(slice) / p50(base[round]))),
        'p50 µs': once(pooled(mine, 0.5) * 1_000),
        'p99 µs': once(pooled(mine, 0.99) * 1_000),
        'ratio of p99': once(pooled(mine, 0.99) / pooled(base, 0.99)),
        'per second': once(sum(({ latenciesMs }) => latenciesMs.length) / sum(({ seconds }) => seconds)),
        'WAL bytes': once(sum(({ walBytesPerAsk }) => walBytesPerAsk) / mine.length),
      },
    };
  });
  return { title, lines };
}

const once = (value: number): Spread => ({ median: value, lowest: value, highest: value });

function pooled(slices: readonly Slice[], q: number): number {
  return quantile(Float64Array.from(slices.flatMap(({ latenciesMs }) => [...latenciesMs])).sort(), q);
}

function showSizes({ name, stored }: KeyTable, sizes: readonly Size[]): string {
  const rows = sizes.map(({ part, bytes }) => [
    part,
    `${Math.round(bytes / 1e6).toLocaleString('en')} MB`,
    `${(bytes / stored.count).toFixed(1)} bytes a key`,
  ]);
  return `${name}\n${table(rows)}`;
}
