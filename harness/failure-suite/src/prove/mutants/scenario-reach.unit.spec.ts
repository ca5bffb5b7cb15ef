import { describe, expect, it } from '@jest/globals';
import { roundsFor, type SuiteBaseline, suiteBaselineOf, unreachedLines } from './scenario-reach.ts';

const ran = (name: string, portBase: number, startedAt: number, endedAt: number) => ({
  name,
  verdict: 'held' as const,
  portBase,
  startedAt,
  endedAt,
});

describe('suiteBaselineOf', () => {
  it('attributes what a process executes to the scenario of its stack at that time', () => {
    const results = [
      ran('lost', 20_000, 1_000, 4_500),
      ran('late', 20_000, 5_000, 6_000),
      ran('beside', 20_200, 1_000, 6_000),
    ];
    const lines = [
      { at: 2_000, port: 20_001, reached: ['a', 'b'] },
      { at: 2_200, port: 20_001, reached: ['b'] },
      { at: 5_500, port: 20_199, reached: ['c'] },
      { at: 5_500, port: 20_200, reached: ['d'] },
    ];
    expect(suiteBaselineOf(results, lines).scenarios).toEqual({
      lost: { reached: ['a', 'b'], seconds: 4 },
      late: { reached: ['c'], seconds: 1 },
      beside: { reached: ['d'], seconds: 5 },
    });
  });

  it('keeps apart what is executed between scenarios, when stacks start', () => {
    const lines = [
      { at: 10, port: 20_001, reached: ['a'] },
      { at: 1_500, port: 0, reached: ['b'] },
    ];
    expect(suiteBaselineOf([ran('lost', 20_000, 1_000, 2_000)], lines).reachedAtStart).toEqual(['a', 'b']);
  });

  it('leaves out scenarios that did not hold, and those whose stack did not start', () => {
    const results = [
      { ...ran('red', 20_000, 1_000, 2_000), verdict: 'broken' as const },
      { name: 'down', verdict: 'void' as const, startedAt: 1_000, endedAt: 2_000 },
    ];
    const lines = [{ at: 1_500, port: 20_001, reached: ['a'] }];
    expect(suiteBaselineOf(results, lines)).toEqual({ scenarios: {}, reachedAtStart: [] });
  });
});

describe('unreachedLines', () => {
  const mutant = (id: string, line: number, file = 'pay.ts') => ({
    ...{ id, file, line, column: 1, kind: 'BlockStatement', original: '{ pay(); }', replacement: '{}' },
  });

  it('are those of which no scenario and no start executes any mutant', () => {
    const all = [mutant('a', 7), mutant('b', 7), mutant('c', 9), mutant('d', 8), mutant('e', 3, 'refund.ts')];
    const scenarios = { lost: { reached: ['a'], seconds: 1 } };
    expect(unreachedLines(all, { scenarios, reachedAtStart: ['e'] })).toEqual({ 'pay.ts': [8, 9] });
  });
});

describe('roundsFor', () => {
  const baseline = (count: number, reachedAtStart: readonly string[] = []): SuiteBaseline => ({
    scenarios: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `s${index}`,
        {
          reached: ['a', ...Array.from({ length: count - index }, (__, other) => `other-${other}`)],
          seconds: 1,
        },
      ]),
    ),
    reachedAtStart,
  });
  const also = (
    names: readonly string[],
    id: string,
    { scenarios, ...rest }: SuiteBaseline,
  ): SuiteBaseline => ({
    ...rest,
    scenarios: Object.fromEntries(
      Object.entries(scenarios).map(([name, { reached, seconds }]) => [
        name,
        { reached: names.includes(name) ? [...reached, id] : reached, seconds },
      ]),
    ),
  });

  it('begins with the scenarios that execute little else', () => {
    expect(roundsFor('a', ['a'], baseline(14))).toEqual([
      ['s13', 's12', 's11', 's10', 's9', 's8', 's7', 's6', 's5', 's4', 's3', 's2'],
      ['s1', 's0'],
    ]);
  });

  it('prefers the scenarios that execute what few others do in its file', () => {
    const rare = also(['s0', 's5'], 'branch', also(['s3'], 'rarest', baseline(14)));
    expect(roundsFor('a', ['a', 'branch', 'rarest', 'never'], rare)[0]?.slice(0, 4)).toEqual([
      's3',
      's5',
      's0',
      's13',
    ]);
    expect(roundsFor('a', ['a'], rare)[0]?.[0]).toBe('s13');
  });

  it('bounds the second round, and takes it from all of the rest', () => {
    const [, more = []] = roundsFor('a', ['a'], baseline(312));
    expect(more).toHaveLength(60);
    expect([more[0], more[59]]).toEqual(['s299', 's4']);
  });

  it('tries no scenario with a mutant that none executes', () => {
    expect(roundsFor('b', ['b'], baseline(3))).toEqual([]);
  });

  it('tries any scenario with a mutant that is executed while stacks start', () => {
    expect(roundsFor('b', ['b'], baseline(3, ['b']))).toEqual([['s2', 's1', 's0']]);
  });
});
