import { Mark } from '../mark/mark.view.tsx';
import { useSelection } from '../selection/use-selection.ts';
import { type ShownMoment } from './run-view.ts';
import { experimentWords, secondsText } from './words.ts';

const marks = { later: 'nothing', waiting: 'settling', seen: 'held', not_seen: 'broken' } as const;

export function Moment({ moment }: { readonly moment: ShownMoment }) {
  const { openMessage } = useSelection();
  const { text, state, detail, message } = moment;
  return (
    <li className={`moment is-${state}`}>
      <Mark name={marks[state]} />
      <div>
        <p>
          {text} <span className="moment-time digits">{timeText(moment)}</span>
          {message !== null && (
            <button type="button" className="moment-link" onClick={() => openMessage(message)}>
              {experimentWords.message(message)}
            </button>
          )}
        </p>
        {detail !== null && <p className="small quiet">{detail}</p>}
      </div>
    </li>
  );
}

function timeText({ state, withinMs, afterMs }: ShownMoment): string {
  if (state === 'not_seen') return experimentWords.notSeen(withinMs);
  if (state === 'seen') return afterMs === null ? '' : secondsText(afterMs);
  return experimentWords.within(withinMs);
}
