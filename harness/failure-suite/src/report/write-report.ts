import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@holdfast/engine';
import { page } from './page/page.ts';
import { type SuiteReport } from './suite-report.ts';

/** Writes `index.html`, a self-contained page, and `report.json`, the same for programs. */
export async function writeReport(report: SuiteReport, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(path.join(folder, 'report.json'), `${JSON.stringify(report)}\n`);
  await writeWhole(path.join(folder, 'index.html'), page(report));
}
