import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { layerOf, yours } from './layers.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the layers of a fork', () => {
  it.each(['apps/checkout/src/main.ts', 'libs/contracts/src/index.ts', 'README.md'])(
    '%s is yours',
    (file) => {
      expect(layerOf(file)).toBe('yours');
    },
  );

  it.each([
    'libs/idempotency/src/index.ts',
    'libs/contracts-of-others/a.ts',
    'docs/README.md',
    'appstore.json',
  ])("%s is upstream's", (file) => {
    expect(layerOf(file)).toBe('upstream');
  });

  it('are those of docs/how-to/fork.md', () => {
    const page = readFileSync(path.join(root, 'docs/how-to/fork.md'), 'utf8');
    const [, entry = ''] = /^- \*\*Yours\*\*:([^]*?)\n- \*\*Upstream's\*\*/m.exec(page) ?? [];
    const named = [...entry.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(yours.toSorted());
  });
});
