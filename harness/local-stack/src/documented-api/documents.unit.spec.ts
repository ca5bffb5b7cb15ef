import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { documentedApis } from './documents.ts';

const folder = path.join(repositoryRoot, 'docs/openapi');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

describe('the OpenAPI documents', () => {
  it('are read, one per service', () => {
    expect(Object.keys(documentedApis())).toEqual(expect.arrayContaining(['checkout', 'payments']));
    expect(Object.keys(documentedApis())).toHaveLength(files.length);
  });

  it.each(files)('%s has patterns that mean the same to every client: \\p{…} needs a flag', (file) => {
    const patterns = [...readFileSync(path.join(folder, file), 'utf8').matchAll(/"pattern": (".*")/g)];
    const read = patterns.map(([, text = '']) => JSON.parse(text) as string);
    expect(read.filter((pattern) => /\\[pP]\{/.test(pattern))).toEqual([]);
  });
});
