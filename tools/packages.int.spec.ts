import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..');

interface Packed {
  readonly files: readonly { readonly path: string }[];
}
type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** The files that `npm pack` would put into the package of this folder. */
function filesOf(folder: string): readonly string[] {
  const packing = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const out = execFileSync('npm', packing, { cwd: path.join(root, folder), encoding: 'utf8' });
  const packed = JSON.parse(out) as readonly Packed[] | Readonly<Record<string, Packed>>;
  return Object.values(packed).flatMap(({ files }) => files.map((file) => file.path));
}

describe.each(globSync('libs/*', { cwd: root }).sort())('npm pack in %s', (folder) => {
  const files = filesOf(folder);

  it('takes everything that the package exports', () => {
    const text = readFileSync(path.join(root, folder, 'package.json'), 'utf8');
    const { exports } = JSON.parse(text) as { readonly exports: Exports };
    const targets = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    for (const target of targets) expect(files).toContain(path.normalize(target));
  });

  it('leaves specs, fixtures and build stamps behind', () => {
    expect(files.length).toBeGreaterThan(5);
    expect(
      files.filter((file) => /\.spec\.|\.fixture\.|-fixture\/|tsbuildinfo|^test\/|^dist\/test\//.test(file)),
    ).toEqual([]);
  });
});
