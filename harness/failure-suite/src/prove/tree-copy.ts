import { cp, mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyDiff } from './unified-diff.ts';

/** What the system and the suite are built of; whatever else lies in the folder stays behind. */
const parts = ['apps', 'libs', 'harness', 'package.json', 'package-lock.json', 'tsconfig.base.json'];

/** What is of no use in a copy, or would be of harm. */
const leftBehind: ReadonlySet<string> = new Set(['node_modules', 'reports', '.local', 'coverage']);

/** The scope of the workspace's own packages. */
const own = '@holdfast';

/**
 * A copy of the tree in a temporary folder, its build included, so that building it again after a change takes a second or two. Packages of
 * others are shared with the tree by links; those of the workspace are the copy's own.
 */
export class TreeCopy {
  private readonly removeAtExit = (): void => rmSync(this.folder, { recursive: true, force: true });

  private constructor(readonly folder: string) {
    process.once('exit', this.removeAtExit);
  }

  static async of(root: string, temporary = tmpdir()): Promise<TreeCopy> {
    const copy = new TreeCopy(await mkdtemp(path.join(temporary, 'holdfast-proof-')));
    try {
      for (const part of parts)
        await cp(path.join(root, part), path.join(copy.folder, part), {
          recursive: true,
          // Else the build would take everything for changed.
          preserveTimestamps: true,
          filter: (source) => !leftBehind.has(path.basename(source)),
        });
      await linkPackages(path.join(root, 'node_modules'), path.join(copy.folder, 'node_modules'));
      return copy;
    } catch (error) {
      await copy.remove();
      throw error;
    }
  }

  /**
   * Does `work` with the copy's files changed, and changes them back: written anew, they are built anew with whatever comes next.
   * @throws DoesNotApply before anything is changed
   */
  async withPatch<T>(patch: string, work: () => Promise<T>): Promise<T> {
    const read = (file: string): string => readFileSync(path.join(this.folder, file), 'utf8');
    const changed = applyDiff(patch, read);
    const before = new Map([...changed.keys()].map((file) => [file, read(file)]));
    try {
      await this.write(changed);
      return await work();
    } finally {
      await this.write(before);
    }
  }

  private async write(texts: ReadonlyMap<string, string>): Promise<void> {
    for (const [file, text] of texts) await writeFile(path.join(this.folder, file), text);
  }

  async remove(): Promise<void> {
    process.off('exit', this.removeAtExit);
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function linkPackages(from: string, to: string): Promise<void> {
  await mkdir(path.join(to, own), { recursive: true });
  const others = (await readdir(from)).filter((name) => name !== own);
  for (const name of others) await symlink(path.join(from, name), path.join(to, name));
  for (const name of await readdir(path.join(from, own)))
    await symlink(await readlink(path.join(from, own, name)), path.join(to, own, name));
}
