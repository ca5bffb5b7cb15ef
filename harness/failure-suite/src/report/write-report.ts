import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { page } from './page/page.ts';
import { type SuiteReport } from './suite-report.ts';

/** Replaces the file atomically: a reader sees the old report or the new one, never half of it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** Writes `index.html`, a self-contained page, and `report.json`, the same for programs. */
export async function writeReport(report: SuiteReport, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(path.join(folder, 'report.json'), `${JSON.stringify(report)}\n`);
  await writeWhole(path.join(folder, 'index.html'), page(report));
}
