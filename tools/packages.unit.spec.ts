import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..');

interface Package {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}
const packageIn = (folder: string): Package =>
  JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Package;

const whole = packageIn('.');
const installed = { ...whole.dependencies, ...whole.devDependencies };
const folders = globSync(['libs/*', 'harness/{fault-proxy,lab-api}'], { cwd: root }).sort();
const own = new Map(folders.map((folder) => [packageIn(folder).name, '0.1.0']));

/** `@nestjs/core/x.js` is of the package `@nestjs/core`. */
const packageOf = (imported: string): string =>
  imported.split('/', imported.startsWith('@') ? 2 : 1).join('/');

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`. */
const imports =
  /^(?:import|export)\b[^;]*?\bfrom '([^'.][^']*)'|^import '([^'.][^']*)'|\bimport\('([^'.][^']*)'/gm;

/** The packages that a lib's sources import when they are used, not tested. */
function importedBy(folder: string): string[] {
  const files = globSync(`${folder}/src/**/*.ts`, { cwd: root }).filter(
    (file) => !/\.(spec|fixture)\.ts$|fixtures?\//.test(file),
  );
  const sources = files.map((file) => readFileSync(path.join(root, file), 'utf8'));
  const found = sources
    .flatMap((source) => [...source.matchAll(imports)])
    .map(([, from, alone, dynamic]) => from ?? alone ?? dynamic ?? '')
    .filter((imported) => !isBuiltin(imported));
  // Nest imports it to serve the documents.
  const forDocs = sources.some((source) => source.includes('SwaggerModule.setup')) ? ['@fastify/static'] : [];
  return [...new Set([...found.map(packageOf), ...forDocs])].sort();
}

/** `pg` for `@types/pg`: typings that a lib's own typings import. */
const isTyping = (name: string): boolean => name.startsWith('@types/');

describe.each(folders)('the package of %s', (folder) => {
  const { dependencies = {}, peerDependencies = {}, exports } = packageIn(folder);
  const declared = { ...dependencies, ...peerDependencies };

  it('declares what it imports, and nothing else: it installs outside this repository', () => {
    const used = Object.keys(declared).filter((name) => !isTyping(name));
    expect(used.sort()).toEqual(importedBy(folder));
    for (const name of Object.keys(declared).filter(isTyping))
      expect(Object.keys(declared)).toContain(name.replace('@types/', ''));
  });

  it('takes the versions that are tested here', () => {
    const versions = { ...installed, ...Object.fromEntries(own) };
    for (const [name, version] of Object.entries(dependencies))
      expect([name, version]).toEqual([name, versions[name]]);
    for (const [name, range] of Object.entries(peerDependencies))
      expect([name, range]).toEqual([name, `^${versions[name]}`]);
  });

  it('exports files that exist', () => {
    for (const target of Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    ))
      expect(globSync(target, { cwd: path.join(root, folder) })).toHaveLength(1);
  });
});
