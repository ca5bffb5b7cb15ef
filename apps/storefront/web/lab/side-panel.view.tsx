import { useRef } from 'react';
import { SelectedPanel } from './act/selected.view.tsx';
import { Experiments } from './experiments/experiments.view.tsx';
import { useSelection } from './selection/use-selection.ts';
import { labPageWords } from './lab-words.ts';

/** Shows the selected node or edge, or else the experiments. A run goes on meanwhile. */
export function SidePanel() {
  const { selected, select } = useSelection();
  const panel = useRef<HTMLElement>(null);
  const back = (): void => {
    select(null);
    panel.current?.focus();
  };
  return (
    <aside ref={panel} tabIndex={-1} className="lab-side" aria-label={labPageWords.sidePanel}>
      {selected === null ? (
        <Experiments />
      ) : (
        <>
          <button type="button" className="button-link small" onClick={back}>
            {labPageWords.backToExperiments}
          </button>
          <SelectedPanel selected={selected} />
        </>
      )}
    </aside>
  );
}
