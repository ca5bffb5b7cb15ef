import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { settingsOf } from './docs/generated-pages.ts';
import { defaultsOf } from './docs/settings-page.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const rows = read('docs/reference/defaults.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, title = '', value = '', , source = '']) => ({ title, value, source }));

const code = globSync(['{apps,libs,harness}/*/src/**/*.ts', 'tools/**/*.ts'], { cwd: root })
  .filter((file) => !/spec\.ts$|\/dist\//.test(file))
  .map(read)
  .join('\n');

/**
 * `500`, `500 ms`, `5 s`, `2 min`, `1 h`, `7 days`: the unit is in the name, a longer one where it is whole.
 */
function valueText(name: string, value: number): string {
  const number = (count: number): string => count.toLocaleString('en-US');
  if (name.endsWith('_HOURS')) return `${number(value)} h`;
  if (name.endsWith('_MINUTES')) return `${number(value)} min`;
  if (name.endsWith('_DAYS')) return `${number(value)} days`;
  if (!name.endsWith('_MS')) return number(value);
  const units = [
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const;
  const [unit, ms] = units.find(([, size]) => value > 0 && value % size === 0) ?? ['ms', 1];
  return `${number(value / ms)} ${unit}`;
}

/** A row without a service's name in brackets is true of all services. */
const valuesOf = (service: string, name: string): string[] =>
  rows
    .filter(({ title }) => title === `\`${name}\`` || title === `\`${name}\` (${service})`)
    .map(({ value }) => value);

describe('docs/reference/defaults.md', () => {
  it.each(['checkout', 'payments', 'email', 'recommendations', 'storefront'])(
    'lists every number in the settings of %s once, with its default',
    async (service) => {
      const { schema } = await settingsOf(root, service);
      const numbers = [...defaultsOf(schema)].filter(([, value]) => typeof value === 'number');
      expect(numbers.length).toBeGreaterThan(3);
      for (const [name, value] of numbers)
        expect([name, ...valuesOf(service, name)]).toEqual([name, valueText(name, Number(value))]);
    },
  );

  it('names only settings and constants that the code has', () => {
    const names = rows.map(({ title }) => /`(\w+)`/.exec(title)?.[1] ?? title);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
  });

  it('lists nothing twice and gives every source', () => {
    const titles = rows.map(({ title }) => title);
    expect(titles).toEqual([...new Set(titles)]);
    const sources = ['measured', 'vendor', 'contract', 'calculated', 'chosen'];
    expect(rows.filter(({ source }) => !sources.includes(source))).toEqual([]);
  });
});
