import { readFile } from 'node:fs/promises';
import { finalWords } from '../report/final-words.ts';
import { publish } from '../report/publish.ts';
import { type SuiteReport } from '../report/suite-report.ts';
import { writeReport } from '../report/write-report.ts';
import { type Command } from './arguments.ts';

/** Rebuilds the page of an earlier run, for example from another machine. */
export async function render(file: string, { reportFolder, publishFolder }: Command): Promise<void> {
  const report = JSON.parse(await readFile(file, 'utf8')) as SuiteReport;
  await writeReport(report, reportFolder);
  if (publishFolder !== undefined) await publish(report, publishFolder);
  process.stdout.write(`${finalWords(report, `${reportFolder}/index.html`).join('\n')}\n`);
}
