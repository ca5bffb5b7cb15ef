import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The difference kinds that services report. */
const kinds = globSync('apps/*/src/reconcile-*/finding.ts', { cwd: root }).flatMap((file) => {
  const [, table = ''] = /export const causes = \{([\s\S]*?)\n\} as const;/.exec(read(file)) ?? [];
  return [...table.matchAll(/^ {2}([a-z_]+):/gm)].map(([, kind = '']) => kind);
});

const sections = [...read('docs/reference/reconciliation-differences.md').matchAll(/^### (.+)$/gm)].map(
  ([, title = '']) => title,
);

describe('docs/reference/reconciliation-differences.md', () => {
  it('has a section for every kind of difference, and for no other', () => {
    expect(kinds.length).toBeGreaterThan(20);
    expect([...sections].sort()).toEqual([...new Set(kinds)].sort());
  });
});
