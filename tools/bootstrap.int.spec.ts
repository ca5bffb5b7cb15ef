import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const lastBuild = 'building … failed: running the last build (npm run build shows the errors)\n';

describe('tools/bootstrap.mjs', () => {
  let root: string;
  const file = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };

  /** A repository whose compiler reports an error. */
  beforeEach(() => {
    root = temporaryFolder();
    file('package-lock.json', '{}');
    file('node_modules/@typescript/native/bin/tsc', 'console.log("TS1109"); process.exit(1);');
    // As if installed after the lock file was written.
    file('node_modules/.package-lock.json', '{}');
    mkdirSync(path.join(root, 'node_modules/.bin'));
    symlinkSync(process.execPath, path.join(root, 'node_modules/.bin/node'));
    mkdirSync(path.join(root, 'tools'));
    cpSync(path.join(repositoryRoot, 'tools/bootstrap.mjs'), path.join(root, 'tools/bootstrap.mjs'));
    for (const name of ['ops', 'stop', 'start']) file(`tools/${name}.ts`, 'console.log("it ran");');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const wasBuiltOnce = (): void => file('harness/local-stack/dist/index.js', '');

  const run = (...args: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const bootstrap = path.join(root, 'tools/bootstrap.mjs');
      execFile(process.execPath, [bootstrap, ...args], (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });

  it('runs a repair command from the last build, and says so', async () => {
    wasBuiltOnce();
    expect(await run('tools/ops.ts', 'keys', 'list')).toEqual({ code: 0, out: 'it ran\n', err: lastBuild });
  });

  it('does not build for commands that stop something, list processes or print help', async () => {
    wasBuiltOnce();
    expect(await run('tools/stop.ts')).toEqual({ code: 0, out: 'it ran\n', err: '' });
    expect(await run('tools/ops.ts', 'status')).toEqual({ code: 0, out: 'it ran\n', err: '' });
    expect(await run('tools/start.ts', '--help')).toEqual({ code: 0, out: 'it ran\n', err: '' });
  });

  it('starts nothing that does not compile', async () => {
    wasBuiltOnce();
    const { code, out, err } = await run('tools/start.ts');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('TS1109');
  });

  it('bundles the pages for programs that serve them, and starts nothing without them', async () => {
    file('node_modules/@typescript/native/bin/tsc', '');
    file('tools/bundle-pages.mjs', 'console.error("no such page"); process.exit(1);');
    const { code, out, err } = await run('tools/start.ts');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('no such page');
    wasBuiltOnce();
    expect(await run('tools/ops.ts', 'keys', 'list')).toEqual({ code: 0, out: 'it ran\n', err: '' });
    file('tools/bundle-pages.mjs', '');
    expect(await run('tools/start.ts')).toEqual({ code: 0, out: 'it ran\n', err: '' });
  });

  it('runs nothing if nothing was ever built', async () => {
    const { code, out, err } = await run('tools/ops.ts', 'keys', 'list');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('TS1109');
  });
});
