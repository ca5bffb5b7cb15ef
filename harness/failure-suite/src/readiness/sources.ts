import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ScenarioResult } from '../report/suite-report.ts';

const suite = 'harness/failure-suite/src';

export const enumerationFolder = `${suite}/enumeration`;

/** The folders of generated scenarios. */
const generatedIn = {
  enumeration: enumerationFolder,
  random: `${suite}/random`,
  'by hand': undefined,
} as const;

/** The source file of each handwritten scenario, by name, relative to the repository. */
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
): string | undefined => generatedIn[group] ?? sources.get(name);
