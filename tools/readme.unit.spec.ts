import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
const readme = read('README.md');

/** The results that the last full run published. */
const run = read('docs/failure-suite/README.md');
const [, held, broken = ''] = /(\d+) held, (\d+) broken/.exec(run) ?? [];
const [, minutes = '', seconds = ''] = /(\d+) min (\d+) s on/.exec(run) ?? [];

describe('README.md', () => {
  it('has the figures of the last full run of the failure suite, or none', () => {
    const [figures] = /\d+ scenarios held.* on two cores/.exec(readme.replaceAll('\n', ' ')) ?? [];
    const published = `${held} scenarios held, ${broken} broken, in ${minutes} min ${seconds} s on two cores`;
    expect(figures).toBe(held === undefined ? undefined : published);
  });

  it('is short: 110 lines, and cells of 80 characters', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(110);
    const cells = readme
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) => line.split('|'));
    expect(cells.filter((cell) => cell.trim().length > 80)).toEqual([]);
  });
});
