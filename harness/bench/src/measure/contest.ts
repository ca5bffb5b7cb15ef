import { say } from '../command-line.ts';
import { type Spread, spreadOf } from './statistics.ts';
import { number, range, table } from './table.ts';

/** The result of one turn: a number for each column. */
export type Values = Readonly<Record<string, number>>;

export interface Contestant {
  readonly name: string;
  readonly label: string;
  readonly takeTurn: () => Promise<Values>;
}

export interface Contest {
  readonly title: string;
  readonly contestants: readonly Contestant[];
  /** Columns that divide another one by that of the baseline in the same round: `{ ratio: 'req/s' }`. */
  readonly ratios?: Readonly<Record<string, string>>;
  /** The name of the baseline. Default: the first contestant. */
  readonly baseline?: string;
}

/** The columns of one contestant, ratios first. */
export interface Line {
  readonly name: string;
  readonly label: string;
  readonly values: Readonly<Record<string, Spread>>;
}

export interface Result {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Each contestant has a turn in each round, in one order and then in reverse: none always goes first. */
export async function holdContest(
  { title, contestants, ratios = {}, baseline = contestants[0]?.name }: Contest,
  rounds: number,
): Promise<Result> {
  const turns = contestants.map((contestant) => ({ ...contestant, all: [] as Values[] }));
  for (let round = 0; round < rounds; round += 1) {
    say(`${title}, round ${round + 1} of ${rounds}`);
    for (const { takeTurn, all } of round % 2 === 0 ? turns : turns.toReversed()) all.push(await takeTurn());
  }
  const base = turns.find(({ name }) => name === baseline)?.all ?? [];
  const compared = (values: Values, round: number): Values => ({
    ...mapped(ratios, (column) => (values[column] ?? NaN) / (base[round]?.[column] ?? NaN)),
    ...values,
  });
  return {
    title,
    lines: turns.map(({ name, label, all }) => ({ name, label, values: spreads(all.map(compared)) })),
  };
}

const mapped = <From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

function spreads(rounds: readonly Values[]): Record<string, Spread> {
  const heads = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(
    heads.map((head) => [head, spreadOf(rounds.map((values) => values[head] ?? NaN))]),
  );
}

/** The median of one column. Undefined if it was not measured. */
export function medianOf(result: Result | undefined, name: string, head: string): number | undefined {
  const median = result?.lines.find((line) => line.name === name)?.values[head]?.median;
  return median === undefined || Number.isNaN(median) ? undefined : median;
}

/** A table of medians, by default of all columns; for the first one also the lowest and highest round. */
export function showResult(
  { title, lines }: Result,
  [first = '', ...others] = Object.keys(lines[0]?.values ?? {}),
): string {
  const rows = lines.map(({ label, values }) => [
    label,
    number(values[first]?.median),
    range(values[first]),
    ...others.map((head) => number(values[head]?.median)),
  ]);
  return `${title}\n${table([['', first, 'rounds', ...others], ...rows])}`;
}
