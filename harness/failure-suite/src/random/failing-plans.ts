import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nameOf, type Plan, readPlan, writePlan } from '@holdfast/witness';

/** Plans that failed, stored in a folder. They run first the next time. */
export class FailingPlans {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async all(): Promise<Plan[]> {
    await mkdir(this.folder, { recursive: true });
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.json')).sort();
    return Promise.all(
      names.map(async (name) => readPlan(await readFile(path.join(this.folder, name), 'utf8'))),
    );
  }

  /** Replaces the plan of that seed and number, and returns the file. */
  async keep(plan: Plan): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    const file = path.join(this.folder, `${nameOf(plan)}.json`);
    await writeFile(file, writePlan(plan));
    return file;
  }
}
