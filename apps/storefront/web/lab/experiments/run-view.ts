import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { experimentWords } from './words.ts';

type Step = ExperimentReport['steps'][number];

export interface ShownMoment {
  readonly id: string;
  readonly text: string;
  readonly withinMs: number;
  /** `later`: its step has not begun. */
  readonly state: 'later' | 'waiting' | 'seen' | 'not_seen';
  readonly afterMs: number | null;
  readonly message: number | null;
  readonly detail: string | null;
}

export interface ShownStep {
  readonly id: string;
  readonly text: string;
  readonly state: 'later' | 'now' | 'past';
  readonly moments: readonly ShownMoment[];
}

export const isAtWork = ({ state }: ExperimentRun): boolean => state !== 'done' && state !== 'stopped';

/** The steps of an experiment as far as a run has come. A moment that the run does not name stays unknown. */
export function stepsOf({ steps }: ExperimentReport, run: ExperimentRun): readonly ShownStep[] {
  const now = steps.findIndex(({ id }) => id === run.step);
  const isOver = run.state === 'judging' || run.state === 'done';
  const stateOf = (index: number): ShownStep['state'] => {
    if (isOver || index < now) return 'past';
    return index === now && run.state === 'running' ? 'now' : 'later';
  };
  return steps.map((step, index) => ({
    id: step.id,
    text: step.text,
    state: stateOf(index),
    moments: momentsOf(step, run, stateOf(index)),
  }));
}

function momentsOf(step: Step, run: ExperimentRun, state: ShownStep['state']): readonly ShownMoment[] {
  return step.moments.map(({ id, text, withinMs }) => {
    const known = run.moments.find((moment) => moment.id === id);
    const seen = known?.state ?? 'waiting';
    return {
      id,
      text,
      withinMs,
      state: seen === 'waiting' && state === 'later' ? 'later' : seen,
      afterMs: known?.afterMs ?? null,
      message: known?.message ?? null,
      detail: known?.detail ?? null,
    };
  });
}

/** The end of a stopped run. More than one reason means that something could not be fixed. */
export const stoppedSentences = ({ reasons }: ExperimentRun): readonly string[] =>
  reasons.length > 1 ? reasons : [experimentWords.stopped];
