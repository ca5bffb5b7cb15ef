import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { repositoryRoot } from '../repository.ts';

/**
 * All files that a program's bundle depends on, as paths from the repository's root: what it contains, and
 * what those files import. Files that are imported by a pattern are only among the first.
 */
export function inputsOf(program: string, { inputs, outputs }: Metafile): string[] {
  const bundle = Object.values(outputs).find(({ entryPoint }) => entryPoint === program);
  if (bundle === undefined) throw new Error(`the bundler did not say what the bundle of ${program} contains`);
  const found = new Set([program, ...Object.keys(bundle.inputs)]);
  for (const file of found) for (const { path: imported } of inputs[file]?.imports ?? []) found.add(imported);
  const files = [...found].filter((file) => file in inputs);
  const workspaces = files.flatMap((file) => /^(?:apps|libs|harness)\/[^/]+\//.exec(file) ?? []);
  const manifests = [...new Set(workspaces)].map((folder) => `${folder}package.json`);
  return [...files, ...manifests, ...bundlerFiles()].sort();
}

/** The installed packages and this bundler itself. */
function bundlerFiles(): string[] {
  const ours = 'harness/local-stack/dist/bundle';
  const programs = readdirSync(path.join(repositoryRoot, ours)).filter((name) =>
    /(?<!\.spec)\.js$/.test(name),
  );
  return ['node_modules/.package-lock.json', ...programs.map((name) => `${ours}/${name}`)];
}
