import { describe, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { finalWords } from '../../src/report/final-words.ts';
import { Progress } from '@holdfast/engine';
import { publishedReadme } from '../../src/report/publish.ts';
import { aResult, morning } from './a-result.ts';
import { aBrokenResult, aSuiteReport } from './a-suite-report.ts';

function aTerminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

describe('Progress', () => {
  it('shows counts, the running scenarios and the time left', () => {
    let now = morning;
    const progress = new Progress(aTerminal(true), { total: 4 }, () => now);
    progress.began('one');
    now += 10_000;
    progress.ended(aResult({ name: 'one' }));
    progress.began('two');
    const line = stripVTControlCharacters(progress.line());
    expect(line).toBe('1/4  1 held  0 broken  0 void  30.0 s left  two');
  });

  it('counts down to the end of a run with a time limit', () => {
    const progress = new Progress(aTerminal(false), { total: 0, endsAt: morning + 90_000 }, () => morning);
    expect(progress.line()).toBe('0  0 held  0 broken  0 void  1 min 30 s left');
  });

  describe('on a terminal', () => {
    it('rewrites one line that never wraps, and keeps the lines of failures', () => {
      const terminal = aTerminal(true, 30);
      const progress = new Progress(terminal, { total: 2 }, () => morning);
      progress.began('a-name-that-is-longer-than-the-line');
      progress.ended(aBrokenResult());
      const lines = terminal.written.join('').split('\r');
      expect(
        lines.map((line) => stripVTControlCharacters(line).trimEnd().length).filter((length) => length > 29),
      ).toEqual(['✗ two-tabs-with-one-cart (3.0 s): Invariant 1 does not hold.'.length]);
      expect(terminal.written.join('').match(/\n/g)).toHaveLength(1);
    });
  });

  describe('without a terminal', () => {
    it('prints one line per failure and one per ten scenarios that held', () => {
      const terminal = aTerminal(false);
      const progress = new Progress(terminal, { total: 21 }, () => morning);
      for (let each = 0; each < 20; each += 1) progress.ended(aResult());
      progress.ended(aBrokenResult());
      expect(terminal.written).toEqual([
        '10/21  10 held  0 broken  0 void  0 ms left\n',
        '20/21  20 held  0 broken  0 void  0 ms left\n',
        '✗ two-tabs-with-one-cart (3.0 s): Invariant 1 does not hold.\n',
      ]);
    });
  });
});

describe('the closing lines of a run', () => {
  const report = aSuiteReport({
    verdict: 'broken',
    results: [aResult(), aBrokenResult()],
    enumerated: [
      { operation: 'refund', points: 9, strikes: 36, struck: 35, missed: ['COMMIT no. 2, reset'] },
    ],
    notRun: ['a-redis-scenario: Redis is not installed'],
  });
  const words = finalWords(report, 'reports/failure-suite/index.html');

  it('end with the counts', () => {
    expect(words.at(-1)).toBe('1 held, 1 broken, 0 void');
  });

  it('show the first counterexample with its timeline and the command to run it again', () => {
    const text = words.join('\n');
    expect(text).toContain('First counterexample: two-tabs-with-one-cart');
    expect(text).toContain('ord_1 was charged twice');
    expect(text).toMatch(/\+240 ms {2}payments->stripe +reset: 200 POST/);
    expect(text).toMatch(/\+1300 ms {2}suite +healed/);
    expect(text).toContain('npm run failure-suite -- --only two-tabs-with-one-cart');
  });

  it('show the points per operation, the missed strikes, and the scenarios that did not run', () => {
    expect(words).toContain('  refund           9 points, 35 of 36 strikes hit their message');
    expect(words).toContain('    ∅ not struck: COMMIT no. 2, reset');
    expect(words).toContain('not run: a-redis-scenario: Redis is not installed');
    expect(words.join('\n')).toContain('Holdfast broke: 1 of 2 scenarios did not hold');
  });

  it('say what a sampled history does not show', () => {
    const sampled = aResult({ historyIsSampled: 'its Postgres runs with wal_level=replica, not logical' });
    expect(finalWords(aSuiteReport({ results: [sampled, sampled] }), 'index.html')).toContain(
      'not seen: Rows that are wrong for less than a second: the history was sampled every 250 ms to 1 s, not read whole, because its Postgres runs with wal_level=replica, not logical.',
    );
  });
});

describe('the README of a published run', () => {
  it('has the counts, commit, date and command', () => {
    const readme = publishedReadme(aSuiteReport({ command: 'npm run failure-suite -- --publish docs' }));
    expect(readme).toContain('Holdfast held: all 421 scenarios ended as expected.');
    expect(readme).toContain(
      'Commit `0123456789abcdef0123456789abcdef01234567`, 2026-03-04, 8 min 32 s on Linux',
    );
    expect(readme).toContain('| refund | 26 | 104 | 104 | 0 |');
    expect(readme).toContain('npm run failure-suite -- --publish docs\n');
  });
});
