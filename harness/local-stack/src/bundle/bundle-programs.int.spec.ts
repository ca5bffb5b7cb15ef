import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '../repository.ts';
import { stackPrograms } from '../stack/topology.ts';
import { bundlePrograms } from './bundle-programs.ts';

/** Prints the number of loaded files at exit. */
const counter = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  let files = 0;
  registerHooks({ load: (url, context, next) => { files += url.startsWith('file:') ? 1 : 0; return next(url, context); } });
  process.on('exit', () => console.log(files + ' files'));
`)}`;

function run(file: string): { said: string; status: number | null; files: number } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', counter, file], {
    encoding: 'utf8',
    env: {},
  });
  const files = /(\d+) files\n$/.exec(stdout)?.[1] ?? 'none';
  return { said: stdout.replace(/\d+ files\n$/, '') + stderr, status, files: Number(files) };
}

describe('bundlePrograms', () => {
  const written: string[] = [];
  let folder: string;

  beforeAll(() => {
    mkdirSync(path.join(repositoryRoot, '.local'), { recursive: true });
    folder = mkdtempSync(path.join(repositoryRoot, '.local/bundles-spec-'));
  });

  afterAll(() => {
    for (const made of [folder, ...written]) rmSync(made, { recursive: true, force: true });
  });

  async function bundled(code: string, kind = 'apps'): Promise<string> {
    const program = path.join(folder, kind, 'tea/dist/main.js');
    mkdirSync(path.dirname(program), { recursive: true });
    writeFileSync(program, code);
    const name = path.relative(repositoryRoot, program);
    const { [name]: file = '' } = await bundlePrograms([name]);
    written.push(file);
    return file;
  }

  it('bundles a program into one file that behaves the same', async () => {
    const programs = ['apps/checkout/dist/main.js', 'apps/payments/dist/migrate.js'];
    expect(stackPrograms).toEqual(expect.arrayContaining(programs));
    const files = await bundlePrograms(programs);
    for (const program of programs) {
      const bundle = run(files[program] ?? '');
      expect(bundle).toMatchObject({ status: 1, files: 1 });
      expect(bundle.said).toBe(run(path.join(repositoryRoot, program)).said);
    }
  });

  it.each(['apps', 'libs', 'harness'])('lets a program of %s keep its original location', async (kind) => {
    const file = await bundled(`console.log(import.meta.dirname, import.meta.url);`, kind);
    const place = path.join(folder, kind, 'tea/dist');
    expect(run(file).said).toBe(`${place} file://${place}/main.js\n`);
  });

  it('leaves a missing package to the code that loads it', async () => {
    const file = await bundled(`import('a-package-of-tea').catch(({ code }) => console.log(code));`);
    expect(run(file).said).toBe('ERR_MODULE_NOT_FOUND\n');
  });

  it('deletes the leftovers of a killed process, but nothing of a running one', async () => {
    const begunBy = (pid: number): string => {
      const begun = path.join(repositoryRoot, `.local/bundles/unfinished-${pid}-spec`);
      mkdirSync(begun, { recursive: true });
      written.push(begun);
      return begun;
    };
    const killed = begunBy(2 ** 22 + 1);
    const running = begunBy(process.ppid);
    await bundled('');
    expect(existsSync(killed)).toBe(false);
    expect(existsSync(running)).toBe(true);
  });

  it('names an import that cannot be resolved', async () => {
    await expect(bundled(`import 'a-package-of-tea';`)).rejects.toThrow('a-package-of-tea');
    await expect(bundlePrograms(['apps/tea/dist/main.js'])).rejects.toThrow('apps/tea/dist/main.js');
  });
});
