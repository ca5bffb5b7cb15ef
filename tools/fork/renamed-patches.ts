import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyDiff } from '@holdfast/engine';
import { git } from './git.ts';

type Reformat = (file: string, text: string) => Promise<string>;

/**
 * The seeded bugs under other names. A patch quotes lines that formatting may break elsewhere after a rename,
 * so it is made anew from both versions of its files.
 */
export async function renamedPatches(
  root: string,
  patches: readonly { readonly file: string }[],
  rename: (text: string) => string,
  reformat: Reformat,
): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'fork-patches-'));
  try {
    const renamed = new Map<string, string>();
    for (const { file } of patches)
      renamed.set(file, await renamedPatch(root, file, { rename, reformat, folder }));
    return renamed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Renaming {
  readonly rename: (text: string) => string;
  readonly reformat: Reformat;
  readonly folder: string;
}

async function renamedPatch(
  root: string,
  file: string,
  { rename, reformat, folder }: Renaming,
): Promise<string> {
  const patch = readFileSync(path.join(root, file), 'utf8');
  const intro = patch.slice(0, patch.indexOf('--- a/'));
  const read = (each: string): string => readFileSync(path.join(root, each), 'utf8');
  for (const side of ['a', 'b']) rmSync(path.join(folder, side), { recursive: true, force: true });
  for (const [each, after] of applyDiff(patch, read)) {
    write(path.join(folder, 'a', rename(each)), await reformat(each, read(each)));
    write(path.join(folder, 'b', rename(each)), await reformat(each, after));
  }
  return `${rename(intro)}${difference(folder)}`;
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The unified diff of the folders `a` and `b`, without git's own lines. */
function difference(folder: string): string {
  const all = git(folder, ['diff', '--no-index', '--no-color', '--no-ext-diff', '--no-prefix', 'a', 'b'], {
    alsoFine: 1,
  });
  return all.replaceAll(/^(diff --git|index) .*\n/gm, '');
}
