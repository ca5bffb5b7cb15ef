import { Mark } from '../mark/mark.view.tsx';
import { useSelection } from '../selection/use-selection.ts';
import { type ShownMoment } from './run-view.ts';
import { experimentWords, secondsText } from './words.ts';

const marks = { later: 'nothing', waiting: 'settling', seen: 'held', not_seen: 'broken' } as const;

export function Moment({ moment }: { readonly moment: ShownMoment }) {
  const { openMessage } = useSelection();
  const { text, state, message } = moment;
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
      </div>
    </li>
  );
}

/** `1.4 s · 2 requests` */
function timeText({ state, withinMs, afterMs, detail }: ShownMoment): string {
  const times = {
    later: experimentWords.within(withinMs),
    waiting: experimentWords.within(withinMs),
    seen: afterMs === null ? null : secondsText(afterMs),
    not_seen: experimentWords.notSeen(withinMs),
  };
  return [times[state], detail].filter((part) => part !== null).join(' · ');
}
