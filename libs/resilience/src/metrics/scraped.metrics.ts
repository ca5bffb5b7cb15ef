import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from '@prometheus-io/client';
import { type Labels } from './duration-histogram.metrics.ts';

export type Series = readonly (readonly [labels: Labels, value: number])[];

interface Scraped {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Called at each scrape. Series with equal labels are summed. */
  readonly series: () => Series;
}

/** A counter of events counted elsewhere. */
export function scrapedCounter({ name, help, labels: labelNames, series }: Scraped): void {
  new Counter({
    name,
    help,
    labelNames,
    registers: [metrics],
    collect() {
      this.reset();
      for (const [labels, value] of series()) this.inc(labels, value);
    },
  });
}

export function scrapedGauge({ name, help, labels: labelNames, series }: Scraped): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [metrics],
    collect() {
      this.reset();
      for (const [labels, value] of series()) this.set(labels, value);
    },
  });
}

/** One series per key that has a count. */
export function seriesOf(label: string, counts: Readonly<Partial<Record<string, number>>>): Series {
  return Object.entries(counts).map(([key, value = 0]) => [{ [label]: key }, value]);
}

/** Prepends labels to each series. */
export function labeled(more: Labels, series: Series): Series {
  return series.map(([labels, value]) => [{ ...more, ...labels }, value]);
}
