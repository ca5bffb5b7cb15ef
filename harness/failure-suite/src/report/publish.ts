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

/** What a person reads who finds the folder: numbers, of what, and how to get them again. */
export function publishedReadme(report: SuiteReport): string {
  const { held, broken, void: hitNothing } = countsOf(report.results);
  const took = duration(report.endedAt - report.startedAt);
  const dirt = report.isDirty ? ' and changes that no commit has' : '';
  return [
    '# A full run of the failure suite',
    '',
    `**${sentence(report)}** ${held} held, ${broken} broken, ${hitNothing} void; ${missedPoints(report)} points missed.`,
    '',
    `Commit \`${report.commit}\`${dirt}, ${new Date(report.startedAt).toISOString().slice(0, 10)}, ${took} on ${report.machine}.`,
    'The report is [index.html](index.html): download it and open it in a browser, it needs nothing else.',
    ...enumerated(report),
    '',
    'Both files are written by the run, and not by hand:',
    '',
    '```',
    `git checkout ${report.commit.slice(0, 12)}`,
    report.command,
    '```',
    ...(report.notRun.length > 0 ? ['', 'Not run:', '', ...report.notRun.map((each) => `- ${each}`)] : []),
    '',
  ].join('\n');
}

/** Writes a report to be committed: the page, and a README of its numbers. Not the JSON, which is many times as long. */
export async function publish(report: SuiteReport, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(path.join(folder, 'index.html'), page(report));
  await writeWhole(path.join(folder, 'README.md'), publishedReadme(report));
}
