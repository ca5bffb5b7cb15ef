import { type ChildProcess, execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { eventually, temporaryFolder } from '@holdfast/testing';

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
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    rmSync(root, { recursive: true });
  });

  const wasBuiltOnce = (): void => file('harness/local-stack/dist/index.js', '');

  const started: ChildProcess[] = [];
  const start = (args: readonly string[], ended: (how: Ended) => void): ChildProcess => {
    const bootstrap = path.join(root, 'tools/bootstrap.mjs');
    const child = execFile(process.execPath, [bootstrap, ...args], (error, out, err) =>
      ended({ code: Number(error?.code ?? 0), out, err }),
    );
    started.push(child);
    return child;
  };
  const run = (...args: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      start(args, resolve);
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

  describe('its lock', () => {
    const lock = (): string => path.join(root, '.local/bootstrap.lock');
    const touchedLongAgo = (): void => utimesSync(lock(), 0, Date.now() / 1_000 - 11);
    /** A compiler that ends once the file `release` exists, or the folder is gone. */
    const slowly = `const { existsSync, watch } = require('node:fs');
      const end = () => (existsSync('release') || !existsSync('tools')) && process.exit(0);
      watch('.', end);
      end();`;

    it.each([
      ['empty', ''],
      ['with the pid of another process that runs', `${process.pid}`],
    ])('is taken over if it was not touched for ten seconds: %s', async (_, content) => {
      wasBuiltOnce();
      file('.local/bootstrap.lock', content);
      touchedLongAgo();
      expect(await run('tools/ops.ts', 'keys', 'list')).toMatchObject({ code: 0, out: 'it ran\n' });
      expect(existsSync(lock())).toBe(false);
    });

    it('is touched by its holder while others wait', async () => {
      wasBuiltOnce();
      file('node_modules/@typescript/native/bin/tsc', slowly);
      const first = run('tools/ops.ts', 'keys', 'list');
      await eventually(() => expect(existsSync(lock())).toBe(true));
      touchedLongAgo();
      await eventually(() => expect(Date.now() - statSync(lock()).mtimeMs).toBeLessThan(5_000));
      const second = Promise.withResolvers<Ended>();
      const waiting = start(['tools/ops.ts', 'keys', 'list'], second.resolve);
      await new Promise((resolve) => waiting.stderr?.once('data', resolve));
      expect(existsSync(lock())).toBe(true);
      file('release', '');
      expect((await first).out).toBe('it ran\n');
      const { out, err } = await second.promise;
      expect(out).toBe('it ran\n');
      expect(err).toContain('waiting for another install or build');
    });
  });
});
