import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { type RefObject, useEffect, useRef } from 'react';
import { speak } from '../live/speak.ts';
import { liveWords } from '../live/words.ts';
import { useSelection } from '../selection/use-selection.ts';
import { Curves } from './curves.view.tsx';
import { Moment } from './moment.view.tsx';
import { RunEnd } from './run-end.view.tsx';
import { type ShownStep, stepsOf } from './run-view.ts';
import { experimentWords } from './words.ts';

interface Props {
  readonly experiment: ExperimentReport;
  readonly run: ExperimentRun;
  readonly guess: number | undefined;
}

export function Run({ experiment, run, guess }: Props) {
  const steps = stepsOf(experiment, run);
  useSpokenMoments(run.runId, steps);
  useFollowedRun(run);
  const section = useScrolledRun(run);
  return (
    <section ref={section} className="stack" aria-label={experimentWords.watch}>
      {run.state === 'preparing' && <p className="quiet">{experimentWords.preparing}</p>}
      <ol className="run-steps">
        {steps.map((step) => (
          <li
            key={step.id}
            className={`run-step is-${step.state}`}
            aria-current={step.state === 'now' && 'step'}
          >
            <p className="run-step-text">{step.text}</p>
            <ul className="moments">
              {step.moments.map((moment) => (
                <Moment key={moment.id} moment={moment} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <Curves curves={run.curves} />
      {run.state === 'judging' && <p className="quiet">{experimentWords.judging}</p>}
      <RunEnd experiment={experiment} run={run} guess={guess} />
    </section>
  );
}

/** Keeps the step at work in sight of the panel, where that scrolls, and at the end the verdict. */
function useScrolledRun({ step, state }: ExperimentRun): RefObject<HTMLElement | null> {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const panel = section.current?.closest('.lab-side');
    const target = section.current?.querySelector(state === 'done' ? '.run-end' : '.is-now');
    if (panel == null || target == null) return;
    const below = target.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom;
    if (below > 0) panel.scrollBy({ top: below + marginPx });
  }, [step, state]);
  return section;
}

const marginPx = 24;

/** The timeline shows the first order of a run that this page sees begin. */
function useFollowedRun({ runId, orders, state }: ExperimentRun): void {
  const { follow } = useSelection();
  const [first] = orders;
  const isOver = state === 'done' || state === 'stopped';
  const known = useRef(isOver ? runId : null);
  useEffect(() => {
    if (first === undefined || known.current === runId) return;
    known.current = runId;
    follow(first);
  }, [runId, first, follow]);
}

function useSpokenMoments(runId: string, steps: readonly ShownStep[]): void {
  const known = useRef(new Map<string, string>());
  useEffect(() => {
    for (const { id, text, state } of steps.flatMap(({ moments }) => moments)) {
      const subject = `${runId} ${id}`;
      const before = known.current.get(subject);
      known.current.set(subject, state);
      if (before !== undefined && before !== state && (state === 'seen' || state === 'not_seen'))
        speak(`moment ${subject}`, liveWords.moment(text, state));
    }
  });
}
