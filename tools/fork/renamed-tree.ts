import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { git } from './git.ts';
import { partsFolder } from './parts.ts';
import { type Names, renaming } from './names.ts';
import { recordFile } from './record.ts';
import { renamedPatches } from './renamed-patches.ts';

export interface TreeFile {
  readonly content: Buffer | string;
  readonly isExecutable: boolean;
}

export type Tree = ReadonlyMap<string, TreeFile>;

/** The license keeps its notice; the record is written anew. */
const kept = ['LICENSE'];
const isPatch = (file: string): boolean => file.endsWith('.patch');

const changelog = `# Changelog

The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]

### Added

- This repository, as a fork: \`${recordFile}\` says from which commit.
`;

/** The committed files of a repository under other names, formatted again where names change lines. */
export async function renamedTree(root: string, from: Names, to: Names): Promise<Tree> {
  const rename = renaming(from, to);
  const reformatted = async (file: string, text: string): Promise<string> => {
    const renamed = rename(text);
    return renamed === text ? text : formatted(root, file, renamed);
  };
  const tree = new Map<string, TreeFile>();
  for (const { file, isExecutable } of committed(root)) {
    if (isPatch(file)) continue;
    const content = readFileSync(path.join(root, file));
    const isText = !content.includes(0) && !kept.includes(file);
    const text = file === 'CHANGELOG.md' ? changelog : content.toString();
    const renamed = isText ? await reformatted(file, text) : content;
    tree.set(rename(file), { content: renamed, isExecutable });
  }
  const patches = committed(root).filter(({ file }) => isPatch(file));
  for (const [file, content] of await renamedPatches(root, patches, rename, reformatted))
    tree.set(rename(file), { content, isExecutable: false });
  return tree;
}

interface Committed {
  readonly file: string;
  readonly isExecutable: boolean;
}

/** `100755 <hash> 0\t<path>`. A fork gets neither the record of this one nor its parts. */
function committed(root: string): readonly Committed[] {
  const lines = git(root, ['ls-files', '--stage', '-z']).split('\0').filter(Boolean);
  const all = lines.map((line) => ({
    file: line.slice(line.indexOf('\t') + 1),
    isExecutable: line.startsWith('100755'),
  }));
  return all.filter(({ file }) => file !== recordFile && !file.startsWith(`${partsFolder}/`));
}

/** In the format of a repository, unless it ignores the file. */
export async function formatted(root: string, file: string, text: string): Promise<string> {
  const filepath = path.join(root, file);
  const { ignored, inferredParser } = await getFileInfo(filepath, {
    ignorePath: path.join(root, '.prettierignore'),
  });
  if (ignored || inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}
