import { cp, mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyDiff } from '@holdfast/engine';

/** Everything needed to build the system, and to judge it. */
const parts = [
  'apps',
  'libs',
  'harness',
  'docs/openapi',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];

/** Useless or harmful in a copy. */
const excluded: ReadonlySet<string> = new Set(['node_modules', 'reports', '.local', 'coverage']);

/** The scope of the workspace's own packages. */
const own = '@holdfast';

/**
 * A copy of the tree in a temporary folder, including its build, so that an incremental build takes a second
 * or two. Third-party packages are links to the tree; workspace packages are copies.
 */
export class TreeCopy {
  private readonly removeAtExit = (): void => rmSync(this.folder, { recursive: true, force: true });

  private constructor(readonly folder: string) {
    process.once('exit', this.removeAtExit);
  }

  static async of(root: string, temporary = tmpdir(), copied: readonly string[] = parts): Promise<TreeCopy> {
    const copy = new TreeCopy(await mkdtemp(path.join(temporary, 'holdfast-proof-')));
    try {
      for (const part of copied)
        await cp(path.join(root, part), path.join(copy.folder, part), {
          recursive: true,
          // Otherwise, the build would consider everything changed.
          preserveTimestamps: true,
          filter: (source) => !excluded.has(path.basename(source)),
        });
      await linkPackages(path.join(root, 'node_modules'), path.join(copy.folder, 'node_modules'));
      return copy;
    } catch (error) {
      await copy.remove();
      throw error;
    }
  }

  /**
   * Runs `work` with the patch applied, then restores the files. Restored files are rebuilt with the next
   * change.
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
