import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { portsOfStack } from '@holdfast/local-stack';
import { type ScenarioResult } from '../../report/suite-report.ts';
import { type Mutant } from './mutant.ts';

/** Executed by one process within the last moment; mutant-switch.ts writes these. */
export interface ReachLine {
  readonly at: number;
  readonly port: number;
  /** Numbers of mutants. */
  readonly reached: readonly string[];
}

/** A run without a mutant: only scenarios that held. */
export interface SuiteBaseline {
  readonly scenarios: Readonly<Record<string, ScenarioBaseline>>;
  /** Executed between scenarios, while stacks start. */
  readonly reachedAtStart: readonly string[];
}

export interface ScenarioBaseline {
  readonly reached: readonly string[];
  readonly seconds: number;
}

type Ran = Pick<ScenarioResult, 'name' | 'verdict' | 'portBase' | 'startedAt' | 'endedAt'>;

/** Attributes each line to the scenario that its stack ran then. */
export function suiteBaselineOf(results: readonly Ran[], lines: readonly ReachLine[]): SuiteBaseline {
  const reached = new Map(results.map((result) => [result, new Set<string>()]));
  const atStart = new Set<string>();
  for (const { at, port, reached: ids } of lines) {
    const scenario = results.find(
      ({ portBase = Infinity, startedAt, endedAt }) =>
        port >= portBase && port < portBase + portsOfStack && at >= startedAt && at <= endedAt,
    );
    const into = scenario === undefined ? atStart : reached.get(scenario);
    for (const id of ids) into?.add(id);
  }
  const held = results.filter(({ verdict }) => verdict === 'held');
  return {
    scenarios: Object.fromEntries(
      held.map((result): [string, ScenarioBaseline] => [
        result.name,
        {
          reached: [...(reached.get(result) ?? [])],
          seconds: Math.ceil((result.endedAt - result.startedAt) / 1_000),
        },
      ]),
    ),
    reachedAtStart: [...atStart],
  };
}

export function reachLinesIn(folder: string): readonly ReachLine[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      // A process that is killed may leave half a line.
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as ReachLine),
  );
}

/** The lines with mutants that no scenario executes, and that no stack executes as it starts, by file. */
export function unreachedLines(
  all: readonly Mutant[],
  { scenarios, reachedAtStart }: SuiteBaseline,
): Readonly<Record<string, readonly number[]>> {
  const reached = new Set([...reachedAtStart, ...Object.values(scenarios).flatMap(({ reached }) => reached)]);
  const lineOf = ({ file, line }: Mutant): string => `${file}:${line}`;
  const lines = new Set(all.filter(({ id }) => reached.has(id)).map(lineOf));
  const unreached = all.filter((mutant) => !lines.has(lineOf(mutant)));
  const byFile = Map.groupBy(unreached, ({ file }) => file);
  return Object.fromEntries(
    [...byFile].map(([file, mutants]) => [
      file,
      [...new Set(mutants.map(({ line }) => line))].toSorted((one, other) => one - other),
    ]),
  );
}

/** Scenarios that execute what few others do in its file show a mutant best: these run first. */
const first = 12;
/** Five times as many: together about three minutes of a whole run on two cores. */
const more = 60;

/**
 * The scenarios to try a mutant with, in two rounds; none if no scenario executes it. One that is executed
 * only while stacks start may matter to any scenario. `sameFile`: the numbers of all mutants of its file.
 */
export function roundsFor(
  mutant: string,
  sameFile: readonly string[],
  { scenarios, reachedAtStart }: SuiteBaseline,
): readonly (readonly string[])[] {
  const all = Object.entries(scenarios)
    .map(([name, { reached }]) => ({ name, reached: new Set(reached) }))
    .toSorted((one, other) => one.reached.size - other.reached.size);
  const own = all.filter(({ reached }) => reached.has(mutant));
  const chosen = own.length === 0 && reachedAtStart.includes(mutant) ? all : own;
  const rarity = new Map(
    sameFile.map((id) => [id, 1 / Math.max(1, chosen.filter(({ reached }) => reached.has(id)).length)]),
  );
  const nearness = ({ reached }: { readonly reached: ReadonlySet<string> }): number =>
    [...rarity].reduce((sum, [id, share]) => sum + (reached.has(id) ? share : 0), 0);
  const nearest = chosen
    .map((scenario) => ({ name: scenario.name, nearness: nearness(scenario) }))
    .toSorted((one, other) => other.nearness - one.nearness)
    .slice(0, first)
    .map(({ name }) => name);
  const rest = chosen.map(({ name }) => name).filter((name) => !nearest.includes(name));
  return [nearest, evenly(rest, more)].filter((round) => round.length > 0);
}

function evenly<T>(all: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, all.length / count);
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}
