import { type Enumerated, runVerdict } from '@holdfast/engine';
import { existsSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { sampledHistory } from '../report/sampled-history.ts';
import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import { type TreeState, treeState } from '../report/tree-state.ts';
import { suiteTimings } from '../run/stack-environment.ts';
import { type Enumerable } from '../scenario/readiness-box.ts';
import { sometimesWithout } from '../random/replay/observations.ts';
import { type Target } from './arguments.ts';
import { commandToRepeat } from './command-to-repeat.ts';
import { notProved } from './not-proved.ts';

/** The state of a run, finished or stopped. */
export interface RunRecord {
  readonly args: readonly string[];
  readonly target: Target;
  readonly startedAt: number;
  readonly results: readonly ScenarioResult[];
  /** The tree at the start of the run. */
  readonly tree: TreeState;
  readonly enumerated: readonly Enumerated<Enumerable>[];
  readonly notRun: readonly string[];
  readonly seeds: readonly number[];
  /** True if every rare event must have occurred. */
  readonly isWhole: boolean;
  /** Problems of the run as a whole. */
  readonly complaints: readonly string[];
  /** Holdfast's services that this shop does not have. */
  readonly withoutServices: readonly string[];
}

function sometimesOf({ results, isWhole, withoutServices }: RunRecord): SuiteReport['sometimes'] {
  return sometimesWithout(withoutServices)
    .map((what) => ({ what, count: results.filter(({ saw = [] }) => saw.includes(what)).length }))
    .filter(({ count }) => isWhole || count > 0);
}

/** An archive, or the copy for a seeded bug, has no commit. */
const withoutGit: TreeState = { commit: 'unknown', isDirty: true };

/** The tree under test, assuming that no one commits during the run. */
export async function treeToRun(): Promise<TreeState> {
  return existsSync(path.join(repositoryRoot, '.git')) ? treeState(repositoryRoot) : withoutGit;
}

export function reportOf(run: RunRecord): SuiteReport {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const report = {
    command: commandToRepeat(run.args),
    ...run.tree,
    startedAt: run.startedAt,
    endedAt: Date.now(),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${gigabytes} GB, ${type()}, Node ${process.version}`,
    target: run.target,
    timings: suiteTimings,
    seeds: run.seeds,
    enumerated: run.enumerated,
    results: run.results,
    sometimes: sometimesOf(run),
    ...(run.withoutServices.length === 0 ? {} : { withoutServices: run.withoutServices }),
    notRun: [...run.complaints, ...run.notRun],
    notProved: [...notProved, ...sampledHistory(run.results)],
  };
  return { ...report, verdict: runVerdict(report, run.complaints) };
}
