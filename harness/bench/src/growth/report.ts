import { median, quantile } from '../measure/statistics.ts';
import { table } from '../measure/table.ts';
import { type KeyTable, type Size } from './key-table.ts';
import { type Asked, asked, concurrencies, type Slice } from './rounds.ts';

/** The goal: with a thousand times the keys, a request costs at most this many times as much. */
const mostForGrowth = 1.1;

interface Comparison {
  readonly asked: Asked;
  readonly concurrency: number;
  readonly table: KeyTable;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The p50 divided by that of the small table, round by round. */
  readonly ratios: readonly number[];
  readonly ratio: number;
  readonly ratioOfP99: number;
  readonly perSecond: number;
  readonly walBytes: number;
}

const heads = ['', 'ratio', 'rounds', 'p50 ms', 'p99 ms', 'ratio of p99', 'per second', 'WAL bytes'];

export function showGrowth(
  small: KeyTable,
  large: KeyTable,
  sizes: readonly Size[],
  slices: readonly Slice[],
): string {
  const comparisons = asked.flatMap((what) =>
    concurrencies.flatMap((concurrency) => compare([small, large], what, concurrency, slices)),
  );
  const lines = table([heads, ...comparisons.map(row)]).split('\n');
  const parts = [lines.shift() ?? ''];
  for (const { asked: what, concurrency, table: each } of comparisons)
    if (each === small) parts.push(`${what}, ${concurrency} at a time\n${lines.splice(0, 2).join('\n')}`);
  return [...parts, showSizes(large, sizes), goal(comparisons.filter((each) => each.table === large))].join(
    '\n\n',
  );
}

function compare(
  tables: readonly KeyTable[],
  what: Asked,
  concurrency: number,
  slices: readonly Slice[],
): Comparison[] {
  const of = (each: KeyTable | undefined): Slice[] =>
    slices.filter((s) => s.table === each && s.asked === what && s.concurrency === concurrency);
  const base = of(tables[0]);
  return tables.map((each) => {
    const mine = of(each);
    const ratios = mine.map(
      ({ latenciesMs }, n) => quantile(latenciesMs, 0.5) / quantile(base[n]?.latenciesMs ?? [], 0.5),
    );
    const sum = (pick: (slice: Slice) => number): number =>
      mine.reduce((total, slice) => total + pick(slice), 0);
    return {
      asked: what,
      concurrency,
      table: each,
      p50Ms: pooled(mine, 0.5),
      p99Ms: pooled(mine, 0.99),
      ratios,
      ratio: median(ratios),
      ratioOfP99: pooled(mine, 0.99) / pooled(base, 0.99),
      perSecond: sum(({ latenciesMs }) => latenciesMs.length) / sum(({ seconds }) => seconds),
      walBytes: sum(({ walBytesPerAsk }) => walBytesPerAsk) / mine.length,
    };
  });
}

function pooled(slices: readonly Slice[], q: number): number {
  return quantile(Float64Array.from(slices.flatMap(({ latenciesMs }) => [...latenciesMs])).sort(), q);
}

function row({
  table: { name },
  ratio,
  ratios,
  p50Ms,
  p99Ms,
  ratioOfP99,
  perSecond,
  walBytes,
}: Comparison): string[] {
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  return [
    name,
    ratio.toFixed(2),
    new Set(ratios).size === 1 ? '' : range,
    p50Ms.toFixed(3),
    p99Ms.toFixed(2),
    ratioOfP99.toFixed(2),
    Math.round(perSecond).toLocaleString('en'),
    Math.round(walBytes).toLocaleString('en'),
  ];
}

function showSizes({ name, stored }: KeyTable, sizes: readonly Size[]): string {
  const rows = sizes.map(({ part, bytes }) => [
    part,
    `${Math.round(bytes / 1e6).toLocaleString('en')} MB`,
    `${(bytes / stored.count).toFixed(1)} bytes a key`,
  ]);
  return `${name}\n${table(rows)}`;
}

function goal(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ asked: what, concurrency, ratio }) => [
    `${what}, ${concurrency} at a time`,
    ratio.toFixed(2),
    ratio <= mostForGrowth ? 'met' : 'missed',
  ]);
  return `Goal: at most ${mostForGrowth}\n${table(rows)}`;
}
