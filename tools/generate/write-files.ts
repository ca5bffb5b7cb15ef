import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { UsageError } from '../command-line.ts';
import { git } from '../fork/git.ts';

const notARepository = 128;

/**
 * So that a diff shows only what was generated.
 * @throws UsageError if git knows one of the files, and it is not as it was committed
 */
export function refuseUncommitted(root: string, files: Iterable<string>): void {
  const status = git(root, ['status', '--porcelain', '--', ...files], { alsoFine: notARepository });
  const changed = status.split('\n').filter((line) => line !== '' && !line.startsWith('??'));
  if (changed.length > 0)
    throw new UsageError(`Commit your changes first: ${changed.map((line) => line.slice(3)).join(', ')}`);
}

/** Formats all, then writes all. Returns their paths in order. */
export async function writeFiles(
  root: string,
  files: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const formatted = new Map<string, string>();
  for (const [file, text] of files) formatted.set(file, await inFormat(path.join(root, file), text));
  for (const [file, text] of formatted) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return [...files.keys()].sort();
}

/** Longer names need other line breaks; the lines of documents that were there stay. */
async function inFormat(filepath: string, text: string): Promise<string> {
  if (!/\.(ts|json|md|ya?ml)$/.test(filepath)) return text;
  const proseWrap = existsSync(filepath) ? 'preserve' : 'always';
  return format(text, { ...(await resolveConfig(filepath)), proseWrap, filepath });
}
