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

/** The dependencies that apps declare, with their `usersSee` text for an open breaker. */
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

/** A section of the page, `### checkout → payments`, with the facts about its edge. */
const documented: Row[] = read('docs/reference/failure-modes.md')
  .split(/^### /m)
  .filter((section) => /^\w+ → /.test(section) && section.includes('**Dependency:**'))
  .map((section) => ({
    service: section.split(' ')[0] ?? '',
    dependency: fieldOf(section, 'Dependency').replaceAll('`', ''),
    usersSee: fieldOf(section, 'Users see'),
  }));

/** The text after `- **name:**`, on one line. */
function fieldOf(section: string, name: string): string {
  const [, text = ''] =
    new RegExp(`\\n- \\*\\*${name}:\\*\\* ([\\s\\S]*?)(?=\\n- |\\n\\n|$)`).exec(section) ?? [];
  return text.replaceAll(/\s+/g, ' ').trim();
}

const byEdge = (rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => `${a.service} ${a.dependency}`.localeCompare(`${b.service} ${b.dependency}`));

describe('docs/reference/failure-modes.md', () => {
  it('has a section for every declared dependency, with the same `usersSee` text', () => {
    expect(documented.length).toBeGreaterThan(5);
    expect(byEdge(documented)).toEqual(byEdge(declared));
  });
});
