import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '../repository.ts';
import { stackPrograms } from '../stack/programs.ts';
import { recordOf } from './bundle-files.ts';
import { bundlePrograms } from './bundle-programs.ts';

/** Prints the number of loaded files at exit, without those of the one package with compiled code. */
const counter = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  let files = 0;
  const compiled = /node_modules.(?:msgpackr-extract|node-gyp-build-optional-packages|detect-libc)./;
  registerHooks({ load: (url, context, next) => { files += url.startsWith('file:') && !compiled.test(url) ? 1 : 0; return next(url, context); } });
  process.on('exit', () => console.log(files + ' files'));
`)}`;

function run(
  file: string,
  ...args: readonly string[]
): { said: string; status: number | null; files: number } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', counter, file, ...args], {
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

  async function bundled(code: string, kind = 'apps', file = 'main.js'): Promise<string> {
    const program = path.join(folder, kind, 'tea/dist', file);
    mkdirSync(path.dirname(program), { recursive: true });
    writeFileSync(program, code);
    return bundleOf(program);
  }

  async function bundleOf(program: string): Promise<string> {
    const name = path.relative(repositoryRoot, program);
    const { [name]: file = '' } = await bundlePrograms([name]);
    written.push(file, `${file}.map`, recordOf(file));
    return file;
  }

  it('bundles a program into one file that behaves the same', async () => {
    const programs = ['apps/checkout/dist/main.js', 'apps/migrations/dist/main.js'];
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

  it('builds a bundle again if a source changed, even without a trace in size and time, and only then', async () => {
    const tea = path.join(folder, 'apps/tea/dist/tea.js');
    mkdirSync(path.dirname(tea), { recursive: true });
    writeFileSync(tea, `export const tea = 'assam';`);
    const code = `import { tea } from './tea.js'; console.log(tea);`;
    const file = await bundled(code, 'apps', 'brew.js');
    const program = path.join(path.dirname(tea), 'brew.js');
    // Its sources were written in the same moment as it was built, so this still builds it again.
    await bundleOf(program);
    const { ino } = statSync(file);
    await bundleOf(program);
    expect(statSync(file).ino).toBe(ino);
    const { atime, mtime } = statSync(tea);
    writeFileSync(tea, `export const tea = 'lapsa';`);
    utimesSync(tea, atime, mtime);
    expect(run(file).said).toBe('assam\n');
    await bundleOf(program);
    expect(run(file).said).toBe('lapsa\n');
    rmSync(tea);
    await expect(bundleOf(program)).rejects.toThrow('./tea.js');
  });

  it('builds a bundle again if a file changed that it imports by a pattern', async () => {
    const pot = path.join(folder, 'apps/pot/dist/pot.js');
    mkdirSync(path.dirname(pot), { recursive: true });
    writeFileSync(pot, `export const brew = 'assam';`);
    const code = `const name = 'pot'; const { brew } = await import(\`../../${'${name}'}/dist/pot.js\`); console.log(brew);`;
    const file = await bundled(code, 'apps', 'pour.js');
    expect(run(file).said).toBe('assam\n');
    await bundleOf(path.join(folder, 'apps/tea/dist/pour.js'));
    writeFileSync(pot, `export const brew = 'lapsang';`);
    await bundleOf(path.join(folder, 'apps/tea/dist/pour.js'));
    expect(run(file).said).toBe('lapsang\n');
  });

  it('names the sources in stack traces', async () => {
    const { 'apps/migrations/dist/main.js': file = '' } = await bundlePrograms([
      'apps/migrations/dist/main.js',
    ]);
    const { said } = run(file, 'tea');
    expect(said).toMatch(/^Error: unknown service "tea"/);
    expect(said).toContain(`${repositoryRoot}/apps/migrations/src/service-migrations.ts:`);
    const broken = await bundled(
      `import canonicalize from 'canonicalize';
       try { canonicalize(NaN); } catch ({ stack }) { console.log(stack); }`,
      'apps',
      'broken.js',
    );
    expect(run(broken).said).toContain(`${repositoryRoot}/node_modules/canonicalize/`);
  });

  it("says so in the bundle's own terms if the bundle was replaced while its program runs", async () => {
    const code = `import { rmSync } from 'node:fs';
      rmSync(process.argv[1] + '.map');
      console.log(new Error('cold').stack);`;
    expect(run(await bundled(code, 'apps', 'replaced.js')).said).toMatch(
      /^Error: cold\n +at file:.*\.mjs:\d+/,
    );
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
