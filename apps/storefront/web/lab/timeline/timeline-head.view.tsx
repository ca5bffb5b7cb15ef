import { togglePause, usePause } from './use-pause.ts';
import { timelineWords as words } from './words.ts';

interface Props {
  readonly headingId: string;
  readonly withStores: boolean;
  readonly isTable: boolean;
  readonly onStores: () => void;
  readonly onForm: () => void;
}

export function TimelineHead({ headingId, withStores, isTable, onStores, onForm }: Props) {
  const isPaused = usePause();
  return (
    <div className="timeline-head">
      <h2 id={headingId}>{words.heading}</h2>
      <p className="quiet">{isPaused ? words.paused : words.live}</p>
      <div className="row timeline-buttons">
        <button type="button" className="button-quiet lab-button" onClick={togglePause}>
          {isPaused ? words.resume : words.pause}
        </button>
        <button type="button" className="button-quiet lab-button" onClick={onStores}>
          {words.stores(withStores)}
        </button>
        <button type="button" className="button-quiet lab-button" onClick={onForm}>
          {isTable ? words.asPicture : words.asTable}
        </button>
      </div>
    </div>
  );
}
