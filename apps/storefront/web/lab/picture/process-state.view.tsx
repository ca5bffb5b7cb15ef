import { type LabProcess } from '@holdfast/lab-api';
import { shownState } from './node-state.ts';
import { Shape } from './shape.view.tsx';
import { usePidChange } from './use-pid-change.ts';
import { pictureWords } from './words.ts';

/** `● ready`, in the color of the state. */
export function ProcessState({ process }: { readonly process: LabProcess }) {
  const state = shownState(process);
  return (
    <span className="state" data-state={state}>
      <Shape state={state} /> {pictureWords.states[state]}
    </span>
  );
}

/** Flashes once when a restart has changed it. */
export function Pid({ pid }: { readonly pid: number }) {
  const changes = usePidChange(pid);
  return (
    <span key={changes} className={changes === 0 ? 'pid' : 'pid pid-new'}>
      {pictureWords.process(pid)}
    </span>
  );
}
