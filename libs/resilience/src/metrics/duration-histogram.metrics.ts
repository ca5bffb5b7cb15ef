import { Histogram, type Registry } from '@prometheus-io/client';
import { durationBuckets, type Durations } from './durations.ts';

export type Labels = Readonly<Record<string, string>>;

export interface DurationHistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly register: Registry;
  /** Called at each scrape. */
  readonly series: () => Iterable<readonly [Labels, Durations]>;
}

type Scraped = Awaited<ReturnType<Histogram<string>['get']>>;

/**
 * A histogram of durations counted elsewhere. Counting takes 10 ns; the client library takes 540 to observe
 * one, measured on one core of a small server.
 */
export class DurationHistogram extends Histogram<string> {
  constructor(private readonly options: DurationHistogramOptions) {
    const { name, help, labelNames, register } = options;
    super({ name, help, labelNames: [...labelNames], buckets: [...durationBuckets], registers: [register] });
  }

  override get(): Promise<Scraped> {
    const { name, help, series } = this.options;
    const values = [...series()].flatMap(([labels, durations]) => lines(name, labels, durations));
    return Promise.resolve({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values,
    } as unknown as Scraped);
  }

  /** The method that the registry calls instead of `get`. */
  getForPromString(): Promise<Scraped> {
    return this.get();
  }
}

function lines(name: string, labels: Labels, { count, sumMs, buckets }: Durations): Scraped['values'] {
  let below = 0;
  const upTo = durationBuckets.map((le, index) => {
    below += buckets[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
  });
  return [
    ...upTo,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: sumMs / 1_000 },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
