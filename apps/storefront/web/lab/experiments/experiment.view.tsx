import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { useEffect, useRef } from 'react';
import { useAsked } from '../asked/use-asked.ts';
import { askedWords } from '../asked/words.ts';
import { startRun, stopRun } from './experiments.act.ts';
import { Predict } from './predict.view.tsx';
import { isAtWork } from './run-view.ts';
import { Run } from './run.view.tsx';
import { TryIt } from './try-it.view.tsx';
import { useOpenExperiment } from './use-open-experiment.ts';
import { experimentWords } from './words.ts';

interface Props {
  readonly experiment: ExperimentReport;
  /** A run of this experiment that this page saw begin. */
  readonly run: ExperimentRun | null;
  /** Another experiment, which runs now. */
  readonly other: ExperimentReport | null;
  /** Of any experiment. */
  readonly lastRunId: string | null;
}

/** Predict, do, watch, verdict, try it yourself. */
export function Experiment({ experiment, run, other, lastRunId }: Props) {
  const { guesses, guess, show, takeFocus } = useOpenExperiment();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeFocus()) heading.current?.focus();
  }, [takeFocus]);
  const { id, number, title, lesson, lacks } = experiment;
  return (
    <div className="stack experiment">
      <button type="button" className="button-link small" onClick={() => show(null)}>
        {experimentWords.all}
      </button>
      <div className="stack-tight">
        <h2 ref={heading} tabIndex={-1}>
          {`${number}. ${title}`}
        </h2>
        {run !== null && <p className="quiet">{lesson}</p>}
      </div>
      <Predict
        predict={experiment.predict}
        guess={guesses[id]}
        isOpen={run === null}
        isRevealed={run?.state === 'done'}
        onGuess={(index) => guess(id, index)}
      />
      {lacks.length > 0 && <p className="experiment-lacks">{experimentWords.lacks(lacks)}</p>}
      {other === null && lacks.length === 0 && (
        <Controls
          experiment={experiment}
          run={run}
          lastRunId={lastRunId}
          onStart={() => run !== null && guess(id, undefined)}
        />
      )}
      {other !== null && (
        <div className="row experiment-controls">
          <p>{experimentWords.otherRuns(other.title)}</p>
          <button type="button" className="button-small" onClick={() => show(other.id)}>
            {experimentWords.showOther}
          </button>
        </div>
      )}
      {run !== null && <Run experiment={experiment} run={run} guess={guesses[id]} />}
      <TryIt tryIt={experiment.tryIt} isOpen={run?.state === 'done'} />
    </div>
  );
}

function Controls({
  experiment,
  run,
  lastRunId,
  onStart,
}: Omit<Props, 'other'> & { readonly onStart: () => void }) {
  const started = useAsked<string | null>((before) => lastRunId !== before);
  const stopped = useAsked<string>((runId) => run?.runId !== runId || !isAtWork(run));
  const isOn = run !== null && isAtWork(run);
  const said = askedWords(isOn ? stopped.state : started.state);
  const start = (): void => {
    onStart();
    void started.ask(lastRunId, () => startRun(experiment.id));
  };
  return (
    <div className="row experiment-controls">
      {isOn ? (
        <button
          type="button"
          className="button-small"
          onClick={() => void stopped.ask(run.runId, () => stopRun(run.runId))}
        >
          {experimentWords.stop}
        </button>
      ) : (
        <button type="button" className={run === null ? 'button' : 'button-small'} onClick={start}>
          {run === null ? experimentWords.run : experimentWords.runAgain}
        </button>
      )}
      <p className="small status-line">{said}</p>
    </div>
  );
}
