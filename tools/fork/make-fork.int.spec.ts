import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@holdfast/testing';
import { applyDiff } from '@holdfast/engine';
import { git } from './git.ts';
import { makeFork } from './make-fork.ts';
import { partsNamed } from './parts.ts';
import { repositoryWithPart } from './parts.fixture.ts';
import { Repository } from './repository.fixture.ts';

const names = { name: 'tea', scope: '@tea' };
const wrapped = `import {
  formatMoney,
  multiplyMoney,
  type Money,
} from '@harborofmine/contracts';

export const total: Money = multiplyMoney(formatMoney('harborofmine'), 2);
`;
const files = {
  'package.json': '{ "name": "harborofmine" }\n',
  'libs/contracts/package.json': '{ "name": "@harborofmine/contracts" }\n',
  '.prettierrc.json': '{ "singleQuote": true, "printWidth": 80 }\n',
  LICENSE: 'Copyright (c) Harborofmine contributors\n',
  'CHANGELOG.md': '# Changelog\n\n- Years of Harborofmine.\n',
  'libs/harborofmine.ts': wrapped,
  'bugs/1-doubled.patch': `Breaks: Harborofmine charges twice.

--- a/libs/harborofmine.ts
+++ b/libs/harborofmine.ts
@@ -5,3 +5,3 @@
 } from '@harborofmine/contracts';
${' '}
-export const total: Money = multiplyMoney(formatMoney('harborofmine'), 2);
+export const total: Money = multiplyMoney(formatMoney('harborofmine'), 4);
`,
  // Stands for installing, building and generating, which make-fork leaves to the fork itself.
  'tools/bootstrap.mjs': `import { writeFileSync } from 'node:fs';
writeFileSync('generated.txt', process.argv.slice(2).join());
if (process.env.INIT_CWD !== undefined) throw new Error('it knows the caller');
`,
};

describe('makeFork', () => {
  let upstream: Repository;
  let parent: string;
  const folder = (): string => path.join(parent, 'tea');
  const read = (file: string): string => readFileSync(path.join(folder(), file), 'utf8');
  const fork = (more: Partial<Parameters<typeof makeFork>[0]> = {}): Promise<void> =>
    makeFork({ root: upstream.root, folder: folder(), names, say: () => undefined, ...more });

  beforeEach(() => {
    upstream = new Repository(files);
    parent = temporaryFolder();
    Object.assign(process.env, {
      INIT_CWD: '/somewhere',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    });
  });
  afterEach(() => {
    for (const each of [upstream.root, parent]) rmSync(each, { recursive: true });
  });

  it('writes everything under the new name, except for the license and the record', async () => {
    await fork();
    const withOldName = git(folder(), ['grep', '-il', 'harborofmine']).trim().split('\n');
    expect(withOldName.sort()).toEqual(['LICENSE', 'fork.json']);
    expect(readdirSync(path.join(folder(), 'libs')).sort()).toEqual(['contracts', 'tea.ts']);
    expect(read('CHANGELOG.md')).not.toContain('Years');
    expect(JSON.parse(read('fork.json'))).toEqual({
      ...names,
      upstream: {
        name: 'harborofmine',
        url: upstream.root,
        ref: expect.any(String),
        commit: git(upstream.root, ['rev-parse', 'HEAD']).trim(),
      },
    });
  });

  it('formats again what has become shorter, also what a seeded bug quotes', async () => {
    await fork();
    const source = read('libs/tea.ts');
    expect(source).toMatch(/^import \{ formatMoney, multiplyMoney, type Money \} from/);
    const patch = read('bugs/1-doubled.patch');
    expect(patch).toMatch(
      /^Breaks: Tea charges twice\.\n\n--- a\/libs\/tea\.ts\n\+\+\+ b\/libs\/tea\.ts\n@@/,
    );
    const patched = applyDiff(patch, read).get('libs/tea.ts');
    expect(patched).toBe(source.replace("('tea'), 2)", "('tea'), 4)"));
  });

  it('lets the fork generate the rest, and commits it with the tree that an update may merge onto', async () => {
    await fork();
    expect(read('generated.txt')).toBe('tools/fork/settle.ts');
    const message = git(folder(), ['log', '--format=%B']).trim();
    const tree = git(folder(), ['rev-parse', 'HEAD^{tree}']).trim();
    expect(message).toMatch(new RegExp(`^Fork harborofmine at \\w{8}\n\nFork-Tree: ${tree}$`));
    expect(git(folder(), ['status', '--porcelain'])).toBe('');
  });

  it('keeps files executable', async () => {
    chmodSync(path.join(upstream.root, 'tools/bootstrap.mjs'), 0o755);
    upstream.commit('Run it');
    await fork();
    expect(statSync(path.join(folder(), 'tools/bootstrap.mjs')).mode & 0o111).toBeGreaterThan(0);
  });

  it.each([
    ['uncommitted changes', () => upstream.write({ 'new.ts': '' }), {}, /Commit or stash.+\n\?\? new\.ts/],
    ['a name that is taken', () => undefined, { names: { ...names, name: 'money' } }, /already occurs here/],
    [
      'a name in a path',
      () => undefined,
      { names: { ...names, name: 'bootstrap' } },
      /occurs here:\n {2}tools/,
    ],
  ])('refuses %s, and writes nothing', async (_, prepare, more, why) => {
    prepare();
    await expect(fork(more)).rejects.toThrow(why);
    expect(existsSync(folder())).toBe(false);
  });

  it('refuses a folder that is not empty, or inside the repository', async () => {
    await expect(fork({ folder: upstream.root })).rejects.toThrow(/outside this repository/);
    await expect(fork({ folder: path.join(upstream.root, 'forks/tea') })).rejects.toThrow(/outside/);
    await fork();
    await expect(fork()).rejects.toThrow(/which is not empty/);
    expect(read('generated.txt')).not.toBe('');
  });

  it('leaves nothing behind if the fork cannot be built', async () => {
    upstream.write({ 'tools/bootstrap.mjs': 'process.exit(1);\n' });
    upstream.commit('Break the build');
    await expect(fork()).rejects.toThrow(/settle\.ts failed in/);
    expect(existsSync(folder())).toBe(false);
  });

  it('leaves parts out, and says so in the record; a fork of it cannot leave them out again', async () => {
    rmSync(upstream.root, { recursive: true });
    upstream = repositoryWithPart();
    await fork({ removed: ['lanterns'] });
    expect(git(folder(), ['grep', '-il', 'lantern']).trim()).toBe('fork.json');
    expect(read('fork.json')).toContain('\n  "removed": ["lanterns"]\n');
    expect(() => partsNamed(folder(), ['lanterns'])).toThrow('which this fork was made without');
    expect(() => partsNamed(folder(), ['shop'])).toThrow('This repository has no parts that can be left out');
  });

  it('gives no parts to a fork, and writes nothing if one does not fit', async () => {
    rmSync(upstream.root, { recursive: true });
    upstream = repositoryWithPart();
    await fork();
    expect(existsSync(path.join(folder(), 'tools/fork'))).toBe(false);
    rmSync(folder(), { recursive: true });
    upstream.write({ 'apps/shop/lanterns.ts': '' });
    upstream.commit('Sell lanterns');
    await expect(fork({ removed: ['lanterns'] })).rejects.toThrow(/still name it: apps\/shop\/lanterns\.ts/);
    expect(existsSync(folder())).toBe(false);
  });

  it('makes a fork of a fork', async () => {
    await fork();
    const second = path.join(parent, 'oat');
    await makeFork({
      root: folder(),
      folder: second,
      names: { name: 'oat', scope: '@oat' },
      say: () => undefined,
    });
    expect(readFileSync(path.join(second, 'libs/oat.ts'), 'utf8')).toContain('@oat/contracts');
    expect(JSON.parse(readFileSync(path.join(second, 'fork.json'), 'utf8'))).toMatchObject({
      name: 'oat',
      upstream: { name: 'tea' },
    });
  });
});
