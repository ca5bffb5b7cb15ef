import { describe, expect, it } from '@jest/globals';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const pages = path.join(root, 'docs/problems');
const pageOf = (code: string): string => readFileSync(path.join(pages, `${code}.md`), 'utf8');

interface Kind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

const kinds: Kind[] = globSync('{apps,libs,harness}/*/src/**/*.errors.ts', { cwd: root }).flatMap((file) => {
  const source = readFileSync(path.join(root, file), 'utf8');
  const kind = /code: '([a-z_]+)',\s*status: (\d+),\s*title: (?:'([^']*)'|"([^"]*)")/g;
  return [...source.matchAll(kind)].map(([, code = '', status, single, double]) => ({
    code,
    status: Number(status),
    title: single ?? double ?? '',
  }));
});

const codes = readdirSync(pages)
  .filter((file) => file !== 'README.md')
  .map((file) => file.replace('.md', ''));

describe('the pages of docs/problems', () => {
  it('exist for the errors of every service', () => {
    expect(kinds.length).toBeGreaterThan(10);
  });

  it.each(kinds)('document $code with its status and title', ({ code, status, title }) => {
    expect(pageOf(code)).toContain(`# ${title}\n\n\`${code}\` · status ${status}\n`);
  });

  it.each(codes)('show a sample body of %s that agrees with the page', (code) => {
    const page = pageOf(code);
    const sample = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as Kind &
      Record<string, unknown>;
    expect(page.startsWith(`# ${sample.title}\n\n\`${code}\` · status ${sample.status}\n`)).toBe(true);
    expect(sample).toMatchObject({ type: `urn:holdfast:problem:${code}`, code });
    expect(sample['instance']).toMatch(/^\/[^?]*$/);
    expect(sample['traceId']).toMatch(/^[0-9a-f]{32}$/);
    expect('retryAfterSeconds' in sample).toBe(page.includes('`Retry-After: '));
  });

  it('are all listed in the README', () => {
    const readme = readFileSync(path.join(pages, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| \[([a-z_]+)\]\(\1\.md\)/gm)].map(([, code]) => code);
    expect(listed.sort()).toEqual(codes.sort());
  });
});
