import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Row {
  readonly service: string;
  readonly dependency: string;
  readonly usersSee: string;
}

/** The dependencies that apps declare, with what they say users see while the breaker is open. */
const declared: Row[] = globSync('apps/*/src/**/*.ts', { cwd: root, exclude: ['**/*.spec.ts'] })
  .map((file) => [file.split(path.sep)[1] ?? '', read(file)] as const)
  .flatMap(([service, source]) => {
    const dependency = /name: '([a-z-]+)'(?:(?!name: )[\s\S])*?usersSee: \{[\s\S]*?open:\s*(['"`])(.*?)\2,/g;
    return [...source.matchAll(dependency)].map(([, name = '', , usersSee = '']) => ({
      service,
      dependency: name,
      usersSee,
    }));
  });

/** The rows of the page's first table. */
const documented: Row[] = read('docs/failure-modes.md')
  .split(/^## /m)[0]!
  .split('\n')
  .filter((line) => /^\| \w+ → /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, edge = '', dependency = '', , usersSee = '']) => ({
    service: edge.split(' ')[0] ?? '',
    dependency: dependency.replaceAll('`', ''),
    usersSee,
  }));

const byEdge = (rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => `${a.service} ${a.dependency}`.localeCompare(`${b.service} ${b.dependency}`));

describe('docs/failure-modes.md', () => {
  it('has a row for every dependency that a service declares, and says of it what the service says', () => {
    expect(documented.length).toBeGreaterThan(5);
    expect(byEdge(documented)).toEqual(byEdge(declared));
  });
});
