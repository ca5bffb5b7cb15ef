import { describe, expect, it } from '@jest/globals';
import { holdContest, medianOf, type Values } from './contest.ts';

const ratios = { ratio: 'req/s' };

/** Contestants whose turns have these results, one after another, in the order in which they take them. */
function contestantsWith(results: Readonly<Record<string, readonly Values[]>>) {
  const turns: string[] = [];
  const contestants = Object.entries(results).map(([name, values]) => {
    const left = values.values();
    const takeTurn = (): Promise<Values> => {
      turns.push(name);
      return Promise.resolve(left.next().value ?? {});
    };
    return { name, label: name, takeTurn };
  });
  return { turns, contestants };
}

const rates = (...perSecond: readonly number[]): Values[] => perSecond.map((rate) => ({ 'req/s': rate }));

describe('a contest', () => {
  it('compares within each round, so that a machine that slows down changes no ratio', async () => {
    const { contestants } = contestantsWith({
      plain: rates(1_000, 500, 100),
      ours: rates(1_200, 600, 120),
    });
    const { lines } = await holdContest({ title: 'keys', contestants, ratios }, 3);
    expect(lines[1]?.values['ratio']).toEqual({ median: 1.2, lowest: 1.2, highest: 1.2 });
  });

  it('returns the median round with the lowest and the highest', async () => {
    const { contestants } = contestantsWith({ plain: rates(100, 100, 100), ours: rates(110, 20, 300) });
    const { lines } = await holdContest({ title: 'keys', contestants, ratios }, 3);
    expect(lines[1]?.values).toEqual({
      ratio: { median: 1.1, lowest: 0.2, highest: 3 },
      'req/s': { median: 110, lowest: 20, highest: 300 },
    });
  });

  it('goes forward and back, so that no contestant always goes first', async () => {
    const { turns, contestants } = contestantsWith({ one: rates(1, 1), other: rates(1, 1) });
    await holdContest({ title: 'turns', contestants }, 2);
    expect(turns).toEqual(['one', 'other', 'other', 'one']);
  });

  it('claims nothing about a ratio whose baseline takes no part', async () => {
    const { contestants } = contestantsWith({ ours: rates(1) });
    const result = await holdContest({ title: 'alone', contestants, ratios, baseline: 'naive' }, 1);
    expect(medianOf(result, 'ours', 'ratio')).toBeUndefined();
    expect(medianOf(result, 'ours', 'req/s')).toBe(1);
    expect(medianOf(result, 'naive', 'req/s')).toBeUndefined();
  });
});
