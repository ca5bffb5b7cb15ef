import { type Machine, showMachine } from '../measure/machine.ts';
import { number, table } from '../measure/table.ts';
import { type Sample } from './sample.ts';
import { type Evidence, liveMb, mostWebhooksBehind, perOrder, problemsIn } from './verdict.ts';

export interface SoakReport extends Evidence {
  readonly machine: Machine;
  /** Orders per second until drained, at full load. */
  readonly capacity: number;
  /** Orders per second of the soak. */
  readonly pace: number;
}

export function showSoak(report: SoakReport): string {
  const { samples, machine, capacity, pace, orders } = report;
  const problems = problemsIn(report);
  const behind = Math.max(...samples.map(({ mostLeft }) => mostLeft['webhooks'] ?? NaN));
  return [
    `${number(pace)} orders/s, ${Math.round((pace / capacity) * 100)} % of the ${number(capacity)} that this machine sustains; ${orders.toLocaleString('en')} orders.`,
    workTable(samples),
    memoryTable(samples),
    liveTable(report),
    keptTable(samples),
    `Webhooks behind: at most ${behind === 100 ? '100 or more' : behind} (goal: ${mostWebhooksBehind}).`,
    problems.length === 0
      ? 'Nothing grew.'
      : ['NOT steady:', ...problems.map((each) => `  ${each}`)].join('\n'),
    showMachine(machine),
  ].join('\n\n');
}

const minutes = ({ seconds }: Sample): string => (seconds / 60).toFixed(1);

function workTable(samples: readonly Sample[]): string {
  const kinds = Object.keys(samples[0]?.mostLeft ?? {});
  const rows = samples.map((sample) => [
    minutes(sample),
    sample.orders.toLocaleString('en'),
    number(sample.p50Ms),
    number(sample.p99Ms),
    ...kinds.map((kind) => `${sample.mostLeft[kind]}`),
  ]);
  const heads = ['minute', 'orders', 'p50 ms', 'p99 ms', ...kinds];
  return `Latency, and the most that was left to do\n${table([heads, ...rows])}`;
}

function memoryTable(samples: readonly Sample[]): string {
  const names = Object.keys(samples[0]?.memoryMb ?? {});
  const rows = samples.map((sample) => [
    minutes(sample),
    ...names.map((name) => `${Math.round(sample.memoryMb[name] ?? NaN)}`),
  ]);
  return `Memory, MB\n${table([['minute', ...names], ...rows])}`;
}

function liveTable({ live }: Evidence): string {
  const heads = live.map(({ orders }) => [`after ${orders.toLocaleString('en')} orders`, 'rss']).flat();
  const services = Object.keys(live[0]?.byService ?? {});
  const rows = services.map((name) => [
    name,
    ...live.flatMap(({ byService }) => [
      liveMb(byService[name]).toFixed(1),
      ((byService[name]?.rss ?? NaN) / 2 ** 20).toFixed(0),
    ]),
  ]);
  return `Objects and buffers left by a garbage collection, and resident memory after it, MB\n${table([['', ...heads], ...rows])}`;
}

function keptTable(samples: readonly Sample[]): string {
  const [first, middle, last] = [samples[0], samples[Math.floor(samples.length / 2)], samples.at(-1)];
  if (first === undefined || middle === undefined || last === undefined) return '';
  const rows = Object.keys(last.kept).map((name) => [
    name,
    number(perOrder(first, middle, name)),
    number(perOrder(middle, last, name)),
  ]);
  return `Kept until its retention ends, per order\n${table([['', 'first half', 'second half'], ...rows])}`;
}
