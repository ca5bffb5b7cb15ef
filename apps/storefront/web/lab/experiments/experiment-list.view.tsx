import { type ExperimentId, type ExperimentReport } from '@holdfast/lab-api';
import { useEffect, useRef } from 'react';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { useOpenExperiment } from './use-open-experiment.ts';
import { experimentWords } from './words.ts';

interface Props {
  readonly experiments: readonly ExperimentReport[];
  readonly running: ExperimentId | null;
  /** The address names one that is not in the list. */
  readonly isUnknown: boolean;
  readonly onOpen: (id: ExperimentId) => void;
}

export function ExperimentList({ experiments, running, isUnknown, onOpen }: Props) {
  const { takeFocus } = useOpenExperiment();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeFocus()) heading.current?.focus();
  }, [takeFocus]);
  return (
    <div className="stack-tight">
      <h2 ref={heading} tabIndex={-1}>
        {experimentWords.heading}
      </h2>
      <p className="small quiet">{isUnknown ? experimentWords.unknown : experimentWords.intro}</p>
      <ol className="experiment-list" {...hasShortcuts}>
        {experiments.map(({ id, number, title, lesson, lacks }) => (
          <li key={id}>
            <button type="button" className="experiment-row" onClick={() => onOpen(id)}>
              <span className="experiment-number">{number}</span>
              <span>
                <span className="experiment-title">
                  {title}
                  {id === running && <span className="chip">{experimentWords.running}</span>}
                </span>
                <span className="small quiet">{lesson}</span>
                {lacks.length > 0 && (
                  <span className="small experiment-lacks">{experimentWords.lacks(lacks)}</span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
