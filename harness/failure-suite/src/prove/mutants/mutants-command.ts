import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { type Command } from '../../cli/arguments.ts';
import { isKilled } from './judge-mutant.ts';
import { type MutantReport, writeReport } from './mutant-report.ts';
import { type MutatedCopy } from './mutant-switch.ts';
import { resultText, summaryText } from './mutant-text.ts';
import { proveMutants } from './prove-mutants.ts';

const stopped = 130;

/**
 * Runs `--prove --mutants N [--seed S] [--minutes M] [--by specs|suite]`. Writes `mutants-S.json`
 * into the report folder after each mutant, and returns the exit code: 1 if a mutant
 * survived or could not run.
 */
export async function mutantsCommand(
  command: Command,
  environment: MutatedCopy['environment'],
  signal: AbortSignal,
): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { seed = 1, mutants = 0, minutes, by, only, workers, reportFolder, jsonFile } = command;
  const name = only.length > 0 ? 'mutants-only' : `mutants-${seed}`;
  const deadline =
    minutes === undefined ? new AbortController().signal : AbortSignal.timeout(minutes * 60_000);
  const report = await proveMutants({
    root: repositoryRoot,
    seed,
    count: mutants,
    tiers: by,
    only,
    workers,
    reportFile: path.join(reportFolder, `${name}.json`),
    baselineFile: path.join(reportFolder, 'mutants-baseline.json'),
    deadline,
    signal,
    environment,
    say,
    onResult: (result) => say(resultText(result)),
  });
  if (jsonFile !== undefined) writeReport(jsonFile, report);
  say(`\n${summaryText(report)}`);
  if (signal.aborted) return stopped;
  return isEachKilled(report) ? 0 : 1;
}

/** Mutants that no tier has tried yet are not survivors: the run was bounded. */
const isEachKilled = ({ results }: MutantReport): boolean =>
  results.every(({ equivalent, specs, suite }) => {
    const outcomes = [specs, suite].filter((outcome) => outcome !== undefined);
    return equivalent !== undefined || outcomes.length === 0 || outcomes.some(isKilled);
  });
