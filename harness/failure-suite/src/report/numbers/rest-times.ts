import { restMsOf } from '../rest-time.ts';
import { type SuiteReport } from '../suite-report.ts';

/** How long each scenario took from healing to rest, in the last published runs, oldest first. */
export interface RestTimes {
  readonly explanation: string;
  readonly runs: readonly { readonly commit: string; readonly startedAt: string; readonly machine: string }[];
  /** Milliseconds, by scenario. */
  readonly restMs: Readonly<Record<string, readonly number[]>>;
}

const explanation =
  'Milliseconds from healing to rest of each scenario, in the last published runs, oldest first. A run names scenarios that take more than twice their own p99.';

/** Enough to know the spread of a scenario; older runs were of another product. */
const runsKept = 10;

export const noRestTimes: RestTimes = { explanation, runs: [], restMs: {} };

/** Adds a run. Scenarios that are gone are dropped; one that never came to rest adds nothing. */
export function withRun(known: RestTimes, { commit, startedAt, machine, results }: SuiteReport): RestTimes {
  const run = { commit, startedAt: new Date(startedAt).toISOString(), machine };
  const restMs = results
    .map((result) => {
      const own = restMsOf(result);
      const before = known.restMs[result.name] ?? [];
      return [result.name, [...before, ...(own === undefined ? [] : [own])].slice(-runsKept)] as const;
    })
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { explanation, runs: [...known.runs, run].slice(-runsKept), restMs: Object.fromEntries(restMs) };
}

/** One line per run and per scenario. */
export function restTimesJson({ runs, restMs }: RestTimes): string {
  const lines = (items: readonly string[]): string => items.map((item) => `\n    ${item}`).join(',');
  const scenarios = Object.entries(restMs).map(
    ([name, times]) => `${JSON.stringify(name)}: ${JSON.stringify(times)}`,
  );
  return [
    '{',
    `  "explanation": ${JSON.stringify(explanation)},`,
    `  "runs": [${lines(runs.map((run) => JSON.stringify(run)))}\n  ],`,
    `  "restMs": {${lines(scenarios)}\n  }`,
    '}\n',
  ].join('\n');
}

/** Twice the p99: a regression doubles a time, a busy machine rarely does. */
const factor = 2;
/** With fewer runs, the p99 says nothing. */
const runsNeeded = 3;
/** 500 ms: below that, a rest is mostly the interval in which the ledgers are read. */
const shortestMs = 500;

/** The p99 of at most ten values is the largest. */
const p99 = (values: readonly number[]): number => Math.max(...values);

/** One sentence per scenario that took more than twice the p99 of its own last runs to come to rest. */
export function slowScenarios({ results }: Pick<SuiteReport, 'results'>, { restMs }: RestTimes): string[] {
  return results.flatMap((result) => {
    const own = restMsOf(result);
    const before = restMs[result.name] ?? [];
    if (own === undefined || before.length < runsNeeded) return [];
    const usual = p99(before);
    if (own <= factor * Math.max(usual, shortestMs)) return [];
    return [
      `${result.name} came to rest after ${own} ms; the slowest of its last ${before.length} runs took ${usual} ms`,
    ];
  });
}
