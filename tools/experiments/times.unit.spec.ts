import { type ExperimentRun } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { readmeWith } from './readme-table.ts';
import { Times } from './times.ts';

const moment = (id: string, withinMs: number) => ({ id, text: '', withinMs });
const experiment = {
  id: 'lost-answer',
  steps: [{ id: 'one', text: '', moments: [moment('struck', 2_000), moment('paid', 5_000)] }],
} as const;
const seen = (id: string, afterMs: number): ExperimentRun['moments'][number] => ({
  id,
  afterMs,
  state: 'seen',
  message: null,
  detail: null,
});

describe('the times of experiments', () => {
  const times = new Times();
  times.add(experiment, [seen('struck', 40), seen('paid', 2_600)]);
  times.add(experiment, [seen('struck', 90), seen('paid', 300)]);

  it('are the slowest of all runs, marked where the bound is less than twice that', () => {
    expect(times.all).toEqual([
      { experiment: 'lost-answer', moment: 'struck', slowestMs: 90, boundMs: 2_000, isTight: false },
      { experiment: 'lost-answer', moment: 'paid', slowestMs: 2_600, boundMs: 5_000, isTight: true },
    ]);
  });

  it('replace the table in the README, whose columns are aligned', () => {
    const page = readmeWith(
      times.all,
      20,
      'before\n<!-- times -->\nold\n<!-- /times -->\nafter\n',
      '2026-11-27',
    );
    expect(page).toBe(
      [
        'before',
        '<!-- times -->',
        '',
        '20 rounds, 2026-11-27. The slowest time of each moment, and its bound:',
        '',
        '| experiment  | moment | slowest ms | bound ms |',
        '| ----------- | ------ | ---------: | -------: |',
        '| lost-answer | struck |         90 |    2,000 |',
        '| lost-answer | paid   |      2,600 |    5,000 |',
        '',
        '<!-- /times -->',
        'after',
        '',
      ].join('\n'),
    );
  });

  it('need a place in the README', () => {
    expect(() => readmeWith(times.all, 1, 'no table here', '2026-11-27')).toThrow('<!-- times -->');
  });
});
