import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { waits } from './liveness.ts';

describe('waits', () => {
  const page = readFileSync(path.join(repositoryRoot, 'docs/reference/defaults.md'), 'utf8');
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  // A breaker's default belongs to its dependency.
  const documented = waits.filter(([, name]) => name !== 'BREAKER_OPEN_CAP_MS');

  it.each(documented)('of %s has the shipped %s', (service, name, shipped) => {
    const titles = [`\`${name}\``, `\`${name}\` (${service})`];
    const values = rows.filter(([, title = '']) => titles.includes(title)).map(([, , value]) => value);
    expect([`${shipped / 1_000} s`, `${shipped / 60_000} min`]).toContain(values.join());
  });
});
