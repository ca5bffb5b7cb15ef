import { describe, expect, it } from '@jest/globals';
import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { stepsOf, stoppedSentences } from './run-view.ts';

const moment = (id: string) => ({ id, text: `${id} happens`, withinMs: 2_000 });
const experiment: ExperimentReport = {
  number: 2,
  id: 'lost-answer',
  title: 'The lost response',
  lesson: 'A call may have run.',
  needs: [],
  lacks: [],
  predict: { question: 'What happens?', guesses: [] },
  steps: [
    { id: 'first', text: 'Ada buys.', moments: [moment('struck'), moment('again')] },
    { id: 'second', text: 'Ada buys again.', moments: [moment('paid')] },
  ],
  afterwards: '',
  tryIt: { commands: [], scenarios: [], code: [] },
};
const run = (change: Partial<ExperimentRun>): ExperimentRun => ({
  runId: 'run_1',
  experiment: 'lost-answer',
  state: 'running',
  step: 'first',
  startedAt: 0,
  moments: [],
  orders: [],
  verdict: null,
  reasons: [],
  curves: [],
  ...change,
});
const seen = (id: string) => ({ id, state: 'seen', afterMs: 400, message: 7, detail: null }) as const;
const states = (of: ExperimentRun) =>
  stepsOf(experiment, of).map(({ state, moments }) => [state, ...moments.map((each) => each.state)]);

describe('the steps of a run', () => {
  it.each<[string, ExperimentRun, unknown]>([
    [
      'while everything is made ready',
      run({ state: 'preparing', step: null }),
      [
        ['later', 'later', 'later'],
        ['later', 'later'],
      ],
    ],
    [
      'in the first step',
      run({ moments: [seen('struck')] }),
      [
        ['now', 'seen', 'waiting'],
        ['later', 'later'],
      ],
    ],
    [
      'in the second step, with a moment of the first still open',
      run({ step: 'second', moments: [seen('struck')] }),
      [
        ['past', 'seen', 'waiting'],
        ['now', 'waiting'],
      ],
    ],
    [
      'at the end, with a moment that was not seen',
      run({
        state: 'done',
        step: 'second',
        moments: [seen('struck'), seen('again'), { ...seen('paid'), state: 'not_seen', afterMs: null }],
      }),
      [
        ['past', 'seen', 'seen'],
        ['past', 'not_seen'],
      ],
    ],
  ])('%s', (_, of, expected) => {
    expect(states(of)).toEqual(expected);
  });

  it('carry the text of the experiment and the observation of the run', () => {
    expect(stepsOf(experiment, run({ moments: [seen('struck')] }))[0]?.moments[0]).toEqual({
      id: 'struck',
      text: 'struck happens',
      withinMs: 2_000,
      state: 'seen',
      afterMs: 400,
      message: 7,
      detail: null,
    });
  });
});

describe('a stopped run', () => {
  const stopped = 'The run was stopped.';
  const unfixed = 'Not everything could be fixed: Error: payments did not start.';

  it.each([
    [[stopped], ['Stopped. Everything is fixed again.']],
    [
      [stopped, unfixed],
      [stopped, unfixed],
    ],
  ])('with the reasons %j says %j', (reasons, sentences) => {
    expect(stoppedSentences(run({ state: 'stopped', reasons }))).toEqual(sentences);
  });
});
