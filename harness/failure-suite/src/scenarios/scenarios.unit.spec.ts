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

describe('the scenarios by hand', () => {
  it('are named like their files, each once', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.includes(path.sep) && /^[a-z0-9-]+\.ts$/.test(path.basename(file)))
      .map((file) => path.basename(file, '.ts'))
      .filter((name) => name !== 'index');
    expect(scenariosByHand.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it('say in sentences what is broken and what the customer sees', () => {
    for (const { name, broken, customerSees } of scenariosByHand)
      expect([name, broken, customerSees]).toEqual([
        name,
        expect.stringMatching(/^[A-Z0-9].*\.$/),
        expect.stringMatching(/^[A-Z0-9].*\.$/),
      ]);
  });

  it('prove something each', () => {
    expect(scenariosByHand.filter(({ proves }) => proves.length === 0)).toEqual([]);
  });

  it.each(all)('show at least twice what comes of believing that %s', (fallacy) => {
    const found = scenariosByHand.filter(({ fallacies }) => fallacies?.includes(fallacy));
    expect(found.length).toBeGreaterThanOrEqual(2);
  });
});
