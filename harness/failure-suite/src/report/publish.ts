import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { noRestTimes, type RestTimes, restTimesJson, withRun } from './numbers/rest-times.ts';
import { resultsJson } from './numbers/results-json.ts';
import { page } from './page/page.ts';
import { type SuiteReport } from './suite-report.ts';
import { sentence } from './sentence.ts';
import { countsOf, duration, missedPoints, writeWhole } from '@holdfast/engine';

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
    'The report is [index.html](index.html), one self-contained file: download it and open it in a browser. The',
    'results are in [results.json](results.json), one line per scenario. [rest-times.json](rest-times.json) has the time',
    'from healing to rest in the last ten published runs.',
    ...enumerated(report),
    '',
    'All files are generated. To reproduce them:',
    '',
    '```',
    `git checkout ${report.commit.slice(0, 12)}`,
    report.command,
    '```',
    ...(report.notRun.length > 0 ? ['', 'Not run:', '', ...report.notRun.map((each) => `- ${each}`)] : []),
    '',
  ].join('\n');
}

const restTimesFile = 'rest-times.json';

/** The rest times of the runs that were published in this folder; none if there is no such file. */
export async function readRestTimes(folder: string): Promise<RestTimes> {
  try {
    return JSON.parse(await readFile(path.join(folder, restTimesFile), 'utf8')) as RestTimes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return noRestTimes;
    throw error;
  }
}

/**
 * Writes the report to be committed: the page, a README with its numbers, the results, and the times from
 * healing to rest. The whole JSON is left out, because it is many times larger.
 */
export async function publish(report: SuiteReport, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(path.join(folder, 'index.html'), page(report));
  await writeWhole(path.join(folder, 'README.md'), publishedReadme(report));
  await writeWhole(path.join(folder, 'results.json'), resultsJson(report));
  const restTimes = withRun(await readRestTimes(folder), report);
  await writeWhole(path.join(folder, restTimesFile), restTimesJson(restTimes));
}
