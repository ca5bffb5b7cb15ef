import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The libraries in the first column of a table. */
const named = read('docs/reference/choices.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));

describe('docs/reference/choices.md', () => {
  it('has a reason for every dependency, and for no other', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { readonly dependencies: object };
    expect(named.toSorted()).toEqual(Object.keys(dependencies).toSorted());
  });
});
