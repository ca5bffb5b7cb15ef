import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { page } from './page/page.ts';
import { type SuiteReport } from './suite-report.ts';
import { countsOf, duration, missedPoints, sentence } from './verdict.ts';
import { writeWhole } from './write-report.ts';

function enumerated({ enumerated: operations }: SuiteReport): string[] {
  if (operations.length === 0) return [];
  return [
    '',
    '| operation | points | strikes | struck | missed |',
    '| --- | --: | --: | --: | --: |',
    ...operations.map(
      ({ operation, points, strikes, struck, missed }) =>
        `| ${operation} | ${points} | ${strikes} | ${struck} | ${missed.length} |`,
    ),
  ];
}

/** The README of the published folder: the numbers, their commit, and how to reproduce them. */
export function publishedReadme(report: SuiteReport): string {
  const { held, broken, void: hitNothing } = countsOf(report.results);
  const took = duration(report.endedAt - report.startedAt);
  const dirt = report.isDirty ? ' plus uncommitted changes' : '';
  return [
    '# The last full run of the failure suite',
    '',
    `**${sentence(report)}** ${held} held, ${broken} broken, ${hitNothing} void; ${missedPoints(report)} strikes missed.`,
    '',
    `Commit \`${report.commit}\`${dirt}, ${new Date(report.startedAt).toISOString().slice(0, 10)}, ${took} on ${report.machine}.`,
    'The report is [index.html](index.html), one self-contained file: download it and open it in a browser.',
    ...enumerated(report),
    '',
    'Both files are generated. To reproduce them:',
    '',
    '```',
    `git checkout ${report.commit.slice(0, 12)}`,
    report.command,
    '```',
    ...(report.notRun.length > 0 ? ['', 'Not run:', '', ...report.notRun.map((each) => `- ${each}`)] : []),
    '',
  ].join('\n');
}

/**
 * Writes the report to be committed: the page and a README with its numbers. The JSON is left out, because it
 * is many times larger.
 */
export async function publish(report: SuiteReport, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(path.join(folder, 'index.html'), page(report));
  await writeWhole(path.join(folder, 'README.md'), publishedReadme(report));
}
