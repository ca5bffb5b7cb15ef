import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const families =
  'http_server|checkout|idempotency|messaging|outbox|resilience|email|payments|postgres|reconciliation|storefront';
const metricName = new RegExp(`'((?:${families})_[a-z_]+)'`, 'g');

/**
 * The metrics that services register: their name is the first property, or the first argument of a factory.
 */
const registered = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts'))
  .filter((file) => file.endsWith('metrics.ts') || /new (Counter|Gauge|Histogram)\(/.test(read(file)))
  .flatMap((file) => [...read(file).matchAll(metricName)].map(([, name = '']) => name));

const documented = [...read('docs/reference/metrics.md').matchAll(/^\| `([a-z_]+)/gm)].map(
  ([, name = '']) => name,
);

describe('docs/reference/metrics.md', () => {
  it('lists every metric that a service registers, and no other', () => {
    expect(registered.length).toBeGreaterThan(50);
    expect([...documented].sort()).toEqual([...new Set(registered)].sort());
  });
});
