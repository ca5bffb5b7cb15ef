import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { finalWords } from '../../src/report/final-words.ts';
import { noRestTimes, slowScenarios, withRun } from '../../src/report/numbers/rest-times.ts';
import { resultsJson } from '../../src/report/numbers/results-json.ts';
import { publish, readRestTimes } from '../../src/report/publish.ts';
import { aResult } from './a-result.ts';
import { aBrokenResult, aSuiteReport } from './a-suite-report.ts';

const restingIn = (ms: number) =>
  aSuiteReport({ results: [aResult({ healedAt: 1_000, quietAt: 1_000 + ms, endedAt: 9_000 })] });
const afterRuns = (...times: readonly number[]) =>
  times.reduce((known, ms) => withRun(known, restingIn(ms)), noRestTimes);

describe('the results in git', () => {
  const results = [aResult({ name: 'b' }), aResult({ name: 'a' })];
  const json = (over = {}) => resultsJson(aSuiteReport({ results, ...over }));

  it('have one line per scenario, by name, whatever the order and the times of the run', () => {
    const scenarios = (text: string) => text.slice(text.indexOf('"scenarios"')).split('\n');
    const later = results.toReversed().map((result) => ({ ...result, endedAt: result.endedAt + 500 }));
    expect(scenarios(json())).toHaveLength(6);
    expect(scenarios(json({ results: later }))).toEqual(scenarios(json()));
    expect(scenarios(json())[1]).toContain('"a": {"verdict":"held"');
  });

  it('change in one line if one scenario breaks', () => {
    const before = json().split('\n');
    const after = json({ results: [results[0], aBrokenResult({ ...results[1], verdict: 'broken' })] }).split(
      '\n',
    );
    expect(after.filter((line) => line.includes('"struck"') && !before.includes(line))).toHaveLength(1);
    expect(JSON.parse(after.join('\n'))).toMatchObject({ run: { counts: { held: 1, broken: 1 } } });
  });
});

describe('the times from healing to rest', () => {
  it('keep the last ten runs, and drop scenarios that are gone', () => {
    const times = afterRuns(...Array.from({ length: 12 }, (_, run) => 100 + run));
    expect(times.runs).toHaveLength(10);
    expect(times.restMs['provider-response-lost']).toEqual(Array.from({ length: 10 }, (_, run) => 102 + run));
    expect(withRun(times, aSuiteReport({ results: [] })).restMs).toEqual({});
  });

  it('name a scenario that takes more than twice the slowest of its last runs', () => {
    const known = afterRuns(700, 900, 800);
    expect(slowScenarios(restingIn(1_800), known)).toEqual([]);
    const slow = slowScenarios(restingIn(1_801), known);
    expect(slow).toEqual([
      'provider-response-lost came to rest after 1801 ms; the slowest of its last 3 runs took 900 ms',
    ]);
    expect(finalWords(restingIn(1_801), 'index.html', slow)).toContain(
      `slow, which fails nothing: ${slow[0]}`,
    );
  });

  it('name nothing after fewer than three runs, or for less than a second', () => {
    expect(slowScenarios(restingIn(60_000), afterRuns(700, 900))).toEqual([]);
    expect(slowScenarios(restingIn(1_000), afterRuns(20, 30, 25))).toEqual([]);
  });
});

describe('a published run', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'published-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('adds its times to those of the runs before it', async () => {
    await publish(restingIn(700), folder);
    await publish(restingIn(900), folder);
    expect((await readRestTimes(folder)).restMs).toEqual({ 'provider-response-lost': [700, 900] });
    const published = JSON.parse(readFileSync(path.join(folder, 'results.json'), 'utf8')) as object;
    expect(published).toHaveProperty('scenarios.provider-response-lost.verdict', 'held');
  });
});
