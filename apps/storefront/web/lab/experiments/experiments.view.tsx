import './experiments.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isAtWork } from './run-view.ts';
import { useLab } from '../stream/use-lab.ts';
import { Experiment } from './experiment.view.tsx';
import { ExperimentList } from './experiment-list.view.tsx';
import { readExperiments } from './experiments.read.ts';
import { useOpenExperiment } from './use-open-experiment.ts';
import { experimentWords } from './words.ts';

const againMs = 3_000;

/** The guided experiments: their list, or the one that is open. */
export function Experiments() {
  const run = useLab('run') ?? null;
  const { id, show, see, seenRun } = useOpenExperiment();
  const atWork = run !== null && isAtWork(run) ? run : null;
  useEffect(() => {
    if (atWork !== null) see(atWork.runId);
  }, [atWork, see]);
  const { data, error } = useQuery({
    queryKey: ['lab', 'experiments'],
    queryFn: readExperiments,
    refetchInterval: ({ state }) => (state.data === undefined ? againMs : false),
  });
  if (data === undefined)
    return (
      <div className="stack-tight">
        <h2>{experimentWords.heading}</h2>
        <p className="quiet">
          {error === null ? experimentWords.reading : experimentWords.unread(error.message)}
        </p>
      </div>
    );
  const open = data.find((experiment) => experiment.id === id);
  const shown = atWork ?? (run?.runId === seenRun ? run : null);
  if (open !== undefined)
    return (
      <Experiment
        key={open.id}
        experiment={open}
        run={shown?.experiment === open.id ? shown : null}
        other={data.find(({ id: other }) => other === atWork?.experiment && other !== open.id) ?? null}
        lastRunId={run?.runId ?? null}
      />
    );
  return (
    <ExperimentList
      experiments={data}
      running={atWork?.experiment ?? null}
      isUnknown={id !== null}
      onOpen={(opened) => show(opened)}
    />
  );
}
