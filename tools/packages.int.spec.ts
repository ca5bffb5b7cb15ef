import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let packedIn: string;
let packed: readonly Packed[];

beforeAll(() => {
  packedIn = mkdtempSync(path.join(tmpdir(), 'holdfast-packed-'));
  const workspaces = folders.flatMap((folder) => ['--workspace', folder]);
  const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', packedIn, ...workspaces];
  const out = execFileSync('npm', packing, { cwd: root, encoding: 'utf8' });
  packed = Object.values(JSON.parse(out) as readonly Packed[] | Readonly<Record<string, Packed>>);
});
afterAll(() => rmSync(packedIn, { recursive: true }));

describe.each(folders)('npm pack in %s', (folder) => {
  const isOf = ({ filename }: Packed): boolean => filename.endsWith(`-${path.basename(folder)}-0.1.0.tgz`);
  const files = (): readonly string[] => packed.find(isOf)!.files.map((file) => file.path);
  const tarball = (): Uint8Array<ArrayBuffer> =>
    new Uint8Array(readFileSync(path.join(packedIn, packed.find(isOf)!.filename)));

  it('takes everything that the package exports, TypeScript sources included', () => {
    const text = readFileSync(path.join(root, folder, 'package.json'), 'utf8');
    const { exports } = JSON.parse(text) as { readonly exports: Exports };
    const targets = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    for (const target of targets) expect(files()).toContain(path.normalize(target));
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
