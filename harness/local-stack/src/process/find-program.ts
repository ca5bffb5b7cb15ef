import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * The first executable with one of these names, on a PATH or else in the other folders; undefined if there is
 * none.
 */
export function findProgram(
  names: readonly string[],
  searchPath: string,
  otherFolders: readonly string[] = [],
): string | undefined {
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return names
    .flatMap((name) => [...folders, ...otherFolders].map((folder) => path.join(folder, name)))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
