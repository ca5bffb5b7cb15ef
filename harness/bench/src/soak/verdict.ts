import { type LiveMemory } from '../measure/stack/live-memory.ts';
import { median } from '../measure/statistics.ts';
import { type Sample } from './sample.ts';

export interface LiveReading {
  /** Orders placed before it. */
  readonly orders: number;
  readonly byService: Readonly<Record<string, LiveMemory>>;
}

/** Everything a soak is judged by. */
export interface Evidence {
  /** In order, at least three. */
  readonly samples: readonly Sample[];
  /** After garbage collection: before the load, in its middle and after it. */
  readonly live: readonly LiveReading[];
  /** Responses other than 201, by status. */
  readonly refused: Readonly<Record<string, number>>;
  /** Emails sent and orders placed since the load began, once nothing was left. */
  readonly receipts: number;
  readonly orders: number;
}

/** Garbage and caches come and go: less than this is not growth. */
const memoryNoise = { share: 0.1, mb: 15 };
/**
 * After garbage collection, in the second half of the load. In the first one, finished responses fill their
 * 16 MiB of memory.
 */
const liveNoise = { share: 0.05, mb: 5 };
/** Work in progress varies with the moment of the reading. */
const workNoise = { share: 1, count: 50 };
const keptNoise = 0.25;

/** Goal: webhooks behind at any time, as many as the local Stripe delivers concurrently. */
export const mostWebhooksBehind = 16;

const third = (samples: readonly Sample[], which: 0 | 1 | 2): readonly Sample[] => {
  const size = samples.length / 3;
  return samples.slice(Math.floor(which * size), Math.ceil((which + 1) * size));
};

const grew = (from: number, to: number, share: number, least: number): boolean =>
  to - from > Math.max(from * share, least);

const rounded = (number: number): string => Math.round(number).toLocaleString('en');

/** One sentence for each thing that grew or went wrong; empty if nothing did. */
export function problemsIn(evidence: Evidence): string[] {
  const { samples, refused, receipts, orders } = evidence;
  return [
    ...Object.entries(refused).map(
      ([status, count]) => `${rounded(count)} orders got ${status === '0' ? 'no response' : status}.`,
    ),
    ...(receipts === orders
      ? []
      : [`${rounded(orders)} orders were placed, ${rounded(receipts)} receipts sent.`]),
    ...workThatGrew(samples),
    ...memoryThatGrew(samples),
    ...liveMemoryThatGrew(evidence),
    ...keptDataThatGrew(samples),
  ];
}

function workThatGrew(samples: readonly Sample[]): string[] {
  const names = Object.keys(samples[0]?.mostLeft ?? {});
  const most = (which: 0 | 2, name: string): number =>
    Math.max(...third(samples, which).map(({ mostLeft }) => mostLeft[name] ?? NaN));
  return names
    .filter((name) => grew(most(0, name), most(2, name), workNoise.share, workNoise.count))
    .map(
      (name) =>
        `${name} left: at most ${rounded(most(0, name))} in the first third, ${rounded(most(2, name))} in the last.`,
    );
}

/** Compares the last third with the middle one: in the first, heaps and connections reach their sizes. */
function memoryThatGrew(samples: readonly Sample[]): string[] {
  const of = (which: 1 | 2, name: string): number =>
    median(third(samples, which).map(({ memoryMb }) => memoryMb[name] ?? NaN));
  return Object.keys(samples.at(-1)?.memoryMb ?? {})
    .filter((name) => grew(of(1, name), of(2, name), memoryNoise.share, memoryNoise.mb))
    .map(
      (name) =>
        `${name}'s memory: ${rounded(of(1, name))} MB in the middle, ${rounded(of(2, name))} MB at the end.`,
    );
}

function liveMemoryThatGrew({ live }: Evidence): string[] {
  const [, middle, end] = live;
  return Object.keys(end?.byService ?? {})
    .map((name) => ({ name, from: liveMb(middle?.byService[name]), to: liveMb(end?.byService[name]) }))
    .filter(({ from, to }) => grew(from, to, liveNoise.share, liveNoise.mb))
    .map(
      ({ name, from, to }) =>
        `${name} keeps ${rounded(to)} MB after garbage collection, in the middle ${rounded(from)} MB.`,
    );
}

/** Objects and buffers left by a garbage collection, MB. */
export const liveMb = (live: LiveMemory | undefined): number =>
  ((live?.heapUsed ?? NaN) + (live?.external ?? NaN)) / 2 ** 20;

/** Kept data grows with each order, but an order must not add more than earlier ones did. */
function keptDataThatGrew(samples: readonly Sample[]): string[] {
  const [first, middle, last] = [samples[0], samples[Math.floor(samples.length / 2)], samples.at(-1)];
  if (first === undefined || middle === undefined || last === undefined) return [];
  return Object.keys(last.kept)
    .map((name) => ({ name, early: perOrder(first, middle, name), late: perOrder(middle, last, name) }))
    .filter(({ early, late }) => late > early * (1 + keptNoise) && late - early > 1)
    .map(
      ({ name, early, late }) =>
        `${name} per order: ${early.toFixed(1)} in the first half, ${late.toFixed(1)} in the second.`,
    );
}

/** The data that each order between two samples added. */
export function perOrder(from: Sample, to: Sample, name: string): number {
  return ((to.kept[name] ?? NaN) - (from.kept[name] ?? NaN)) / (to.orders - from.orders);
}
