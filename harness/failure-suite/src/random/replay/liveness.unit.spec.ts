import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { waits } from './liveness.ts';

describe('waits', () => {
  const page = readFileSync(path.join(repositoryRoot, 'docs/reference/settings.md'), 'utf8');
  const sectionOf = (service: string): string =>
    page.split(/^## /m).find((section) => section.startsWith(`${service}\n`)) ?? '';
  // A breaker's default belongs to its dependency.
  const documented = waits.filter(([, name]) => name !== 'BREAKER_OPEN_CAP_MS');

  it.each(documented)('of %s has the shipped %s', (service, name, shipped) => {
    expect(sectionOf(service)).toContain(`\`${name}\` (\`${shipped}\`)`);
  });
});
