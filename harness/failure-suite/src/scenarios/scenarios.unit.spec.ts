import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Fallacy, type Scenario } from '../scenario/scenario.ts';
import { scenariosByHand } from './index.ts';

const all: readonly Fallacy[] = [
  'the network is reliable',
  'latency is zero',
  'the network is secure',
  'topology does not change',
  'there is one administrator',
  'bandwidth is infinite',
  'transport cost is zero',
  'the network is homogeneous',
];

/** A file with one scenario has its name. A table has several, which have names of their own. */
async function namesIn(file: string): Promise<string[]> {
  const { default: made } = (await import(path.join(import.meta.dirname, file))) as {
    readonly default: Scenario | readonly Scenario[];
  };
  return 'name' in made ? [path.basename(file, '.ts')] : made.map(({ name }) => name);
}

describe('handwritten scenarios', () => {
  it('are named like their files or are rows of a table, without duplicates', async () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.includes(path.sep) && /^[a-z0-9-]+\.ts$/.test(path.basename(file)))
      .filter((file) => path.basename(file) !== 'index.ts');
    const names = await Promise.all(files.map(namesIn));
    expect(scenariosByHand.map(({ name }) => name).sort()).toEqual(names.flat().sort());
  });

  it('describe in sentences what breaks and what the customer sees', () => {
    for (const { name, broken, customerSees } of scenariosByHand)
      expect([name, broken, customerSees]).toEqual([
        name,
        expect.stringMatching(/^[A-Z0-9].*\.$/),
        expect.stringMatching(/^[A-Z0-9].*\.$/),
      ]);
  });

  it('each tick at least one box', () => {
    expect(scenariosByHand.filter(({ proves }) => proves.length === 0)).toEqual([]);
  });

  it.each(all)('test at least twice the fallacy that %s', (fallacy) => {
    const found = scenariosByHand.filter(({ fallacies }) => fallacies?.includes(fallacy));
    expect(found.length).toBeGreaterThanOrEqual(2);
  });
});
