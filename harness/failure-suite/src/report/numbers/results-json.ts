import { type ScenarioResult, type SuiteReport } from '../suite-report.ts';
import { countsOf } from '@holdfast/engine';

const byName = (one: ScenarioResult, other: ScenarioResult): number => (one.name < other.name ? -1 : 1);

const line = ({ name, verdict, cell, proves }: ScenarioResult): string => {
  const { edge, fault, phase } = cell;
  return `${JSON.stringify(name)}: ${JSON.stringify({ verdict, struck: `${edge}: ${fault}, ${phase}`, proves })}`;
};

/**
 * The results of a run as JSON for git: one line per scenario, by name, and nothing in them that changes from
 * run to run. So a diff shows new, missing and changed scenarios, and nothing else.
 */
export function resultsJson(report: SuiteReport): string {
  const { commit, isDirty, startedAt, endedAt, command, machine, target, seeds, enumerated, notRun } = report;
  const run = {
    commit,
    isDirty,
    startedAt: new Date(startedAt).toISOString(),
    tookMs: Math.round(endedAt - startedAt),
    command,
    machine,
    target,
    seeds,
    verdict: report.verdict,
    counts: countsOf(report.results),
    notRun,
  };
  const operations = enumerated.map(({ operation, points, strikes, struck, missed }) =>
    JSON.stringify({ operation, points, strikes, struck, missed: missed.length }),
  );
  const lines = (items: readonly string[]): string => items.map((item) => `\n    ${item}`).join(',');
  return [
    '{',
    `  "run": ${JSON.stringify(run, null, 2).replaceAll('\n', '\n  ')},`,
    `  "enumerated": [${lines(operations)}\n  ],`,
    `  "scenarios": {${lines(report.results.toSorted(byName).map(line))}\n  }`,
    '}\n',
  ].join('\n');
}
