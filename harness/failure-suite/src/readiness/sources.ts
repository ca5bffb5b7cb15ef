import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ScenarioResult } from '../report/suite-report.ts';

const suite = 'harness/failure-suite/src';

/** Where those come from that are made by a program. */
const made = {
  enumeration: `${suite}/enumeration`,
  random: `${suite}/random`,
  'by hand': undefined,
} as const;

/** The file of each scenario that is told by hand, by its name, as a path from the root of the repository. */
export async function sourcesOf(root: string): Promise<ReadonlyMap<string, string>> {
  const folder = path.join(root, suite, 'scenarios');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const found = new Map<string, string>();
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    for (const [, name] of text.matchAll(/\bname: '([\w-]+)'/g))
      if (name !== undefined) found.set(name, path.relative(root, file));
  }
  return found;
}

export const sourceOf = (
  { name, group }: Pick<ScenarioResult, 'name' | 'group'>,
  sources: ReadonlyMap<string, string>,
): string | undefined => made[group] ?? sources.get(name);
