import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { standsAlone } from '@holdfast/testing/spec-in-describe';
import { type Tier } from './test-tiers.ts';

/**
 * Specs per file. Loading a file's modules takes more CPU than many a spec. Yet a file is run by one worker,
 * and the last one should not run long alone.
 */
const sizes: Partial<Record<Tier, number>> = { unit: 25, int: 12 };

/** The specs of a tier, from the repository's root. */
export function specsOf(tier: Tier): string[] {
  const exclude = (name: string): boolean => name === 'node_modules' || name === 'dist';
  return globSync(`{apps,libs,harness,examples,tools}/**/*.${tier}.spec.ts`, {
    cwd: repositoryRoot,
    exclude,
  });
}

/** Writes files that import the specs of a tier. Returns their folder, or nothing if its specs run singly. */
export function writeGroups(tier: Tier, folder: string): string | undefined {
  const size = sizes[tier];
  if (size === undefined) return undefined;
  mkdirSync(folder);
  for (const [name, specs] of Object.entries(groups(specsOf(tier).toSorted(), size, isAlone)))
    writeFileSync(path.join(folder, `${name}.ts`), specs.map(importOf).join(''));
  return folder;
}

const absolute = (spec: string): string => path.join(repositoryRoot, spec);

const isAlone = (spec: string): boolean => standsAlone(readFileSync(absolute(spec), 'utf8'));

const importOf = (spec: string): string => `import ${JSON.stringify(absolute(spec))};\n`;

/** Groups of up to `size` specs, by name. Neighbors share many modules, so a group is from one project. */
export function groups(
  specs: readonly string[],
  size: number,
  isSingle: (spec: string) => boolean,
): Record<string, readonly string[]> {
  const grouped = Object.groupBy(specs, (spec) => (isSingle(spec) ? spec : projectOf(spec)));
  return Object.fromEntries(
    Object.entries(grouped).flatMap(([name, members = []]) => {
      const count = Math.ceil(members.length / size);
      return Array.from({ length: count }, (_group, n) => [
        `${name.replaceAll('/', '-')}-${n + 1}`,
        members.filter((_spec, index) => index % count === n),
      ]);
    }),
  );
}

/** `libs/messaging`; the tools are one project. */
function projectOf(spec: string): string {
  const [folder = '', project = ''] = spec.split('/');
  return folder === 'tools' ? folder : `${folder}/${project}`;
}
