import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TreeCopy } from './tree-copy.ts';

const patch = '--- a/libs/keys/src/index.ts\n+++ b/libs/keys/src/index.ts\n@@ -1 +1 @@\n-once\n+twice\n';
const builtAt = new Date('2026-01-02T03:04:05Z');

describe('TreeCopy', () => {
  let root: string;
  let copy: TreeCopy;
  const inRoot = (...parts: string[]): string => path.join(root, ...parts);
  const inCopy = (...parts: string[]): string => path.join(copy.folder, ...parts);
  const source = (): string => readFileSync(inCopy('libs/keys/src/index.ts'), 'utf8');

  beforeEach(async () => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-tree-')));
    for (const folder of [
      'apps/shop',
      'libs/keys/src',
      'libs/keys/dist',
      'libs/keys/node_modules/x',
      'harness',
      'docs/openapi',
      'reports',
    ])
      mkdirSync(inRoot(folder), { recursive: true });
    for (const folder of ['@holdfast', 'pg', '@nestjs/core'])
      mkdirSync(inRoot('node_modules', folder), { recursive: true });
    symlinkSync('../../libs/keys', inRoot('node_modules/@holdfast/keys'));
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.base.json'])
      writeFileSync(inRoot(file), '{}');
    writeFileSync(inRoot('libs/keys/src/index.ts'), 'once\n');
    writeFileSync(inRoot('libs/keys/dist/index.js'), 'once\n');
    utimesSync(inRoot('libs/keys/dist/index.js'), builtAt, builtAt);
    copy = await TreeCopy.of(root);
  });
  afterEach(async () => {
    await copy.remove();
    rmSync(root, { recursive: true });
  });

  it('has its own workspace packages and shares third-party packages', () => {
    expect(realpathSync(inCopy('node_modules/@holdfast/keys'))).toBe(realpathSync(inCopy('libs/keys')));
    expect(realpathSync(inCopy('node_modules/pg'))).toBe(inRoot('node_modules/pg'));
    expect(realpathSync(inCopy('node_modules/@nestjs/core'))).toBe(inRoot('node_modules/@nestjs/core'));
  });

  it('copies the build with its timestamps, and omits everything else', () => {
    expect(statSync(inCopy('libs/keys/dist/index.js')).mtime).toEqual(builtAt);
    expect(existsSync(inCopy('reports'))).toBe(false);
    expect(existsSync(inCopy('libs/keys/node_modules'))).toBe(false);
  });

  it('is patched during the work; the tree never is', async () => {
    await copy.withPatch(patch, () => {
      expect(source()).toBe('twice\n');
      return Promise.resolve();
    });
    expect(source()).toBe('once\n');
    expect(readFileSync(inRoot('libs/keys/src/index.ts'), 'utf8')).toBe('once\n');
  });

  it('is restored if the work fails', async () => {
    const work = copy.withPatch(patch, () => Promise.reject(new Error('does not build')));
    await expect(work).rejects.toThrow('does not build');
    expect(source()).toBe('once\n');
  });

  it('is removed completely', async () => {
    await copy.remove();
    expect(existsSync(copy.folder)).toBe(false);
    expect(existsSync(inRoot('node_modules/pg'))).toBe(true);
  });
});
