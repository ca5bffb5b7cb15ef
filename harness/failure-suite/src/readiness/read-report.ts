import { readFile } from 'node:fs/promises';
import { type SuiteReport } from '../report/suite-report.ts';
import { type TreeState } from '../report/tree-state.ts';

/** No report to build the checklist from; the message names the command to run. */
export class NoReport extends Error {}

const run = 'Run: npm run failure-suite';

const short = (commit: string): string => commit.slice(0, 12);

/** @throws NoReport if there is no report, or if it belongs to another commit. */
export async function readReport(file: string, tree: TreeState): Promise<SuiteReport> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new NoReport(`No failure suite report found. ${run}`);
  }
  const report = JSON.parse(text) as SuiteReport;
  if (report.commit !== tree.commit)
    throw new NoReport(
      `The last failure suite report is for commit ${short(report.commit)}; the current commit is ${short(tree.commit)}. ${run}`,
    );
  return report;
}
