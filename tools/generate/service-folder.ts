import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';

/** @throws UsageError that lists the services if it is none of them */
export function folderOfService(root: string, name: string): string {
  const modules = globSync('{apps,examples}/*/src/*.module.ts', { cwd: root }).sort();
  const folders = modules.map((file) => path.dirname(path.dirname(file)));
  const folder = folders.find((each) => path.basename(each) === name);
  if (folder !== undefined) return folder;
  const known = folders.map((each) => path.basename(each)).join(', ');
  throw new UsageError(`There is no service "${name}". The services are ${known}.`);
}

/** The sources of a package, without its specs. */
export const sourcesIn = (root: string, folder: string): string[] =>
  globSync(`${folder}/src/**/*.ts`, { cwd: root, exclude: ['**/*.spec.ts'] }).map((file) =>
    readFileSync(path.join(root, file), 'utf8'),
  );

/** The text of a file that an addition needs. @throws UsageError if it is missing */
export function neededFile(root: string, file: string): string {
  if (!existsSync(path.join(root, file))) throw new UsageError(`There is no ${file} to add to.`);
  return readFileSync(path.join(root, file), 'utf8');
}
