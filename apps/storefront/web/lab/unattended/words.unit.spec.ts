import { describe, expect, it } from '@jest/globals';
import { type UnattendedReport } from '@holdfast/lab-api';
import { minutesOf } from './minutes.ts';
import { progressText, unattendedButton } from './words.ts';

const result = (verdict: 'held' | 'broken' | 'void') => ({
  plan: 'Kill email.',
  verdict,
  reasons: [],
  endedAt: 0,
});
const report = (change: Partial<UnattendedReport>): UnattendedReport => ({
  state: 'running',
  seed: 7,
  minutes: 10,
  startedAt: 60_000,
  plan: null,
  phase: null,
  results: [],
  command: 'npm run failure-suite -- --seed 7 --minutes 10',
  ...change,
});

describe('plans that run alone', () => {
  it.each<[string, UnattendedReport | undefined, string]>([
    ['before the lab is read', undefined, 'Leave it running'],
    ['off', report({ state: 'off' }), 'Leave it running'],
    ['at the first plan', report({}), 'Running alone · no plan has ended yet'],
    [
      'after four plans',
      report({ results: [result('held'), result('void'), result('held'), result('broken')] }),
      'Running alone · 2 held, 1 broken, 1 void',
    ],
    ['stopping', report({ state: 'stopping', results: [result('held')] }), 'Running alone · 1 held'],
  ])('%s', (_, of, text) => {
    expect(unattendedButton(of)).toBe(text);
  });

  it.each([
    [60_000, '0 of 10 min'],
    [200_000, '2 of 10 min'],
    [900_000, '10 of 10 min'],
  ])('at %d ms', (now, text) => {
    expect(progressText(report({}), now)).toBe(text);
  });

  it.each([
    ['10', 10],
    ['600', 600],
    ['601', undefined],
    ['0', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('"%s" minutes', (text, minutes) => {
    expect(minutesOf(text)).toBe(minutes);
  });
});
