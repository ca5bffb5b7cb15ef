import { readFile } from 'node:fs/promises';
import { type SuiteReport } from '../report/suite-report.ts';
import { type TreeState } from '../report/tree-state.ts';

/** There is nothing that a checklist could be made of; the message says what to run. */
export class NoReport extends Error {}

const run = 'Run: npm run failure-suite';

const short = (commit: string): string => commit.slice(0, 12);

/** @throws NoReport when nothing was run, or when what was run is of another commit. */
export async function readReport(file: string, tree: TreeState): Promise<SuiteReport> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new NoReport(`There is no report of the failure suite here. ${run}`);
  }
  const report = JSON.parse(text) as SuiteReport;
  if (report.commit !== tree.commit)
    throw new NoReport(
      `The last report of the failure suite is of commit ${short(report.commit)}, and this is ${short(tree.commit)}. ${run}`,
    );
  return report;
}
