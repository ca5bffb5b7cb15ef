import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const exclude = (name: string): boolean => name === 'node_modules' || name === 'dist';

/** A client without a listener ends its process when its connection breaks, also in the middle of a query. */
const isUnheard = (text: string): boolean =>
  /from 'pg'/.test(text) && /new (?:pg\.)?Client\(/.test(text) && !/\.on\('error'/.test(text);

const files = globSync(['{apps,libs,harness,examples}/*/src/**/*.ts', 'harness/e2e/*.ts', 'tools/**/*.ts'], {
  cwd: root,
  exclude,
}).filter((file) => !file.endsWith('.spec.ts'));

describe('a program that opens a connection to Postgres', () => {
  it('is found', () => {
    const client = "import pg from 'pg';\nconst client = new pg.Client(url);";
    expect([isUnheard(client), isUnheard(`${client}\nclient.on('error', ignore);`)]).toEqual([true, false]);
    expect(files.length).toBeGreaterThan(1_000);
  });

  it('hears when the connection breaks', () => {
    expect(files.filter((file) => isUnheard(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
  });
});
