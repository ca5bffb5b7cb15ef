import { readFileSync } from 'node:fs';
import path from 'node:path';
import { applyDiff } from '@holdfast/engine';
import { describe, expect, it } from '@jest/globals';
import { scenariosByHand } from '../scenarios/index.ts';
import { seededBugs } from './seeded-bugs.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const bugs = seededBugs();

describe('the seeded bugs', () => {
  it('are at least thirty, each with a number of its own', () => {
    expect(bugs.length).toBeGreaterThanOrEqual(30);
    const numbers = bugs.map(({ name }) => Number(name.split('-', 1)[0]));
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  });

  it.each(bugs)('apply to the current tree: $name', ({ patch }) => {
    const changed = applyDiff(patch, (file) => readFileSync(path.join(root, file), 'utf8'));
    for (const [file, text] of changed) expect(text).not.toBe(readFileSync(path.join(root, file), 'utf8'));
  });

  it.each(bugs)('name existing scenarios: $name', ({ scenarios }) => {
    const names = scenariosByHand.map(({ name }) => name);
    expect(scenarios.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(bugs)('break boxes that one of their scenarios ticks: $name', ({ scenarios, boxes }) => {
    const ticked = scenariosByHand
      .filter(({ name }) => scenarios.includes(name))
      .flatMap(({ proves }) => proves);
    expect(boxes.filter((box) => !ticked.includes(box))).toEqual([]);
  });

  it.each(bugs)('change product code only, no tests: $name', ({ patch }) => {
    const files = [...applyDiff(patch, (file) => readFileSync(path.join(root, file), 'utf8')).keys()];
    expect(
      files.filter((file) => !/^(apps|libs)\/(?!failure|fault|stripe-sim)[^/]+\/src\//.test(file)),
    ).toEqual([]);
    expect(files.filter((file) => file.endsWith('.spec.ts'))).toEqual([]);
  });
});
