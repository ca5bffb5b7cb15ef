import { describe, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { finalWords } from '../../src/report/final-words.ts';
import { Progress } from '../../src/report/progress.ts';
import { publishedReadme } from '../../src/report/publish.ts';
import { aResult, morning } from './a-result.ts';
import { aBrokenResult, aSuiteReport } from './a-suite-report.ts';

function aTerminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

describe('Progress', () => {
  it('tells counts, what runs and the time that is left', () => {
    let now = morning;
    const progress = new Progress(aTerminal(true), { total: 4 }, () => now);
    progress.began('one');
    now += 10_000;
    progress.ended(aResult({ name: 'one' }));
    progress.began('two');
    const line = stripVTControlCharacters(progress.line());
    expect(line).toBe('1/4  1 held  0 broken  0 void  30.0 s left  two');
  });

  it('counts down to the end of a run that ends by the clock', () => {
    const progress = new Progress(aTerminal(false), { total: 0, endsAt: morning + 90_000 }, () => morning);
    expect(progress.line()).toBe('0  0 held  0 broken  0 void  1 min 30 s left');
  });

  describe('on a terminal', () => {
    it('writes over one line that never wraps, and keeps the lines of what failed', () => {
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
    it('writes plain lines: each that failed, and one for every ten that held', () => {
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

describe('the last words of a run', () => {
  const report = aSuiteReport({
    verdict: 'broken',
    results: [aResult(), aBrokenResult()],
    enumerated: [
      { operation: 'refund', points: 9, strikes: 36, struck: 35, missed: ['COMMIT no. 2, reset'] },
    ],
    notRun: ['a-redis-scenario: there is no Redis here'],
  });
  const words = finalWords(report, 'reports/failure-suite/index.html');

  it('end with the counts', () => {
    expect(words.at(-1)).toBe('1 held, 1 broken, 0 void');
  });

  it('tell the first counter-example with its timeline, and how to see it again', () => {
    const text = words.join('\n');
    expect(text).toContain('First counter-example: two-tabs-with-one-cart');
    expect(text).toContain('ord_1 was charged twice');
    expect(text).toMatch(/\+240 ms {2}payments->stripe +reset: 200 POST/);
    expect(text).toMatch(/\+1300 ms {2}suite +healed/);
    expect(text).toContain('npm run failure-suite -- --only two-tabs-with-one-cart');
  });

  it('tell the points of each operation, those that were missed, and what was not run', () => {
    expect(words).toContain('  refund           9 points, 35 of 36 strikes hit');
    expect(words).toContain('    ∅ not struck: COMMIT no. 2, reset');
    expect(words).toContain('not run: a-redis-scenario: there is no Redis here');
    expect(words.join('\n')).toContain('Holdfast broke: 1 of 2 scenarios did not hold');
  });
});

describe('the README of a published run', () => {
  it('tells numbers, commit, date and the command', () => {
    const readme = publishedReadme(aSuiteReport({ command: 'npm run failure-suite -- --publish docs' }));
    expect(readme).toContain('Holdfast held: all 421 scenarios ended as they should.');
    expect(readme).toContain(
      'Commit `0123456789abcdef0123456789abcdef01234567`, 2026-03-04, 8 min 32 s on Linux',
    );
    expect(readme).toContain('| refund | 26 | 104 | 104 | 0 |');
    expect(readme).toContain('npm run failure-suite -- --publish docs\n');
  });
});
