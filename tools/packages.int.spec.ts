import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = path.resolve(import.meta.dirname, '..');
const folders = globSync(['libs/*', 'harness/{fault-proxy,lab-api}'], { cwd: root }).sort();

type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
interface Manifest {
  readonly exports: Exports;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
}
interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let packedIn: string;
let packed: readonly Packed[];

beforeAll(() => {
  packedIn = mkdtempSync(path.join(tmpdir(), 'holdfast-packed-'));
  const workspaces = folders.flatMap((folder) => ['--workspace', folder]);
  const packing = ['pack', '--json', '--silent', '--pack-destination', packedIn, ...workspaces];
  const out = execFileSync('npm', packing, { cwd: root, encoding: 'utf8' });
  packed = Object.values(JSON.parse(out) as readonly Packed[] | Readonly<Record<string, Packed>>);
});
afterAll(() => rmSync(packedIn, { recursive: true }));

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;

/** Unpacks a package. It can import what it declares, except optional peers, and nothing else. */
function unpack({ name, filename }: Packed): void {
  const folder = path.join(packedIn, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['xzf', path.join(packedIn, filename), '-C', folder, '--strip-components=1']);
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifestIn(folder);
  const needed = Object.keys({ ...dependencies, ...peerDependencies }).filter(
    (each) => peerDependenciesMeta[each]?.optional !== true && !packed.some((own) => own.name === each),
  );
  for (const each of needed) {
    const link = path.join(folder, 'node_modules', each);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', each), link);
  }
}

describe('the packages', () => {
  it('need nothing at run time but what they declare', () => {
    packed.forEach(unpack);
    const program = `for (const name of ${JSON.stringify(packed.map(({ name }) => name))})
      await import(name).catch(({ message }) => console.log(name + ': ' + message));`;
    const importing = ['--input-type=module', '--eval', program];
    expect(execFileSync(process.execPath, importing, { cwd: packedIn, encoding: 'utf8' })).toBe('');
  });
});

describe.each(folders)('npm pack in %s', (folder) => {
  const isOf = ({ filename }: Packed): boolean => filename.endsWith(`-${path.basename(folder)}-0.1.0.tgz`);
  const files = (): readonly string[] => packed.find(isOf)!.files.map((file) => file.path);
  const tarball = (): Uint8Array<ArrayBuffer> =>
    new Uint8Array(readFileSync(path.join(packedIn, packed.find(isOf)!.filename)));

  it('takes everything that the package exports, TypeScript sources included', () => {
    const targets = Object.values(manifestIn(path.join(root, folder)).exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    for (const target of targets) expect(files()).toContain(path.normalize(target));
  });

  it('comes with an introduction and the license', () => {
    expect(files()).toContain('README.md');
    expect(files()).toContain('LICENSE');
    expect(existsSync(path.join(root, folder, 'LICENSE'))).toBe(false);
  });

  it('has no faults that publint finds', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: tarball().buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('has no wrong types that arethetypeswrong finds for ES modules and bundlers', async () => {
    const checked = await checkPackage(createPackageFromTarballData(tarball()));
    if (checked.types === false) throw new Error('it has no types');
    const problems = checked.problems.filter(
      (problem) =>
        problemAffectsResolutionKind(problem, 'node16-esm', checked) ||
        problemAffectsResolutionKind(problem, 'bundler', checked),
    );
    expect(problems).toEqual([]);
  });

  it('leaves specs, fixtures and build stamps behind', () => {
    expect(files().length).toBeGreaterThan(5);
    expect(
      files().filter((file) =>
        /\.spec\.|\.fixture\.|fixtures?\/|tsbuildinfo|^test\/|^dist\/test\//.test(file),
      ),
    ).toEqual([]);
  });
});
