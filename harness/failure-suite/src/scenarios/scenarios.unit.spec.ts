import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Fallacy } from '../scenario/scenario.ts';
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

describe('handwritten scenarios', () => {
  it('are named like their files, without duplicates', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.includes(path.sep) && /^[a-z0-9-]+\.ts$/.test(path.basename(file)))
      .map((file) => path.basename(file, '.ts'))
      .filter((name) => name !== 'index');
    expect(scenariosByHand.map(({ name }) => name).sort()).toEqual(files.sort());
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
