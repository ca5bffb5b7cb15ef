import { plural } from '@holdfast/witness';
import path from 'node:path';
import { seededBugs } from './prove/seeded-bugs.ts';
import { boxesOf } from './readiness/boxes.ts';
import { checklist } from './readiness/checklist.ts';
import { meanings } from './readiness/meanings.ts';
import { NoReport, readReport } from './readiness/read-report.ts';
import { sourcesOf } from './readiness/sources.ts';
import { terminalTable } from './readiness/terminal-table.ts';
import { treeState } from './report/tree-state.ts';
import { writeWhole } from '@holdfast/engine';
import { scenariosByHand } from './scenarios/index.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const reportFile = path.join(root, 'reports/failure-suite/report.json');
const pageFile = path.join(root, 'docs/production-readiness.md');

/** Writes the checklist for this commit. Returns 1 if a box is empty. */
async function readiness(): Promise<number> {
  const tree = await treeState(root);
  const report = await readReport(reportFile, tree);
  const boxes = boxesOf(report, meanings, { declared: scenariosByHand, bugs: seededBugs() });
  await writeWhole(pageFile, checklist(report, boxes, tree, await sourcesOf(root)));
  const empty = boxes.filter(({ state }) => state === 'empty').length;
  const unproved = boxes.filter(({ state }) => state === 'unproved').length;
  const dirt = report.isDirty ? ', with uncommitted changes' : '';
  process.stdout.write(
    [
      `Production readiness of commit ${report.commit.slice(0, 12)}${dirt}`,
      '',
      ...terminalTable(boxes),
      ...(empty + unproved === 0 ? ['Every box is ticked.'] : []),
      ...(empty > 0 ? [`${plural(empty, 'box is', 'boxes are')} empty.`] : []),
      ...(unproved > 0
        ? [`${plural(unproved, 'box lacks', 'boxes lack')} bugs that prove it; no run can change that.`]
        : []),
      `Written to ${path.relative(process.cwd(), pageFile)}`,
      '',
    ].join('\n'),
  );
  return empty === 0 ? 0 : 1;
}

const usage = `npm run readiness

Generates docs/production-readiness.md from the last run of the failure suite, which must be of this commit.
A box that held, but whose scenarios catch fewer than two seeded bugs, is listed and fails nothing.
Exit codes: 0 no box is empty, 1 a box is empty or there is no such run, 2 invalid arguments.`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  if (args.length === 0) return readiness();
  process.stderr.write(`Unexpected argument "${args.join(' ')}".\n\n${usage}\n`);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NoReport)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
