import { clockText } from '../../say/time.ts';
import { labPageWords } from '../lab-words.ts';
import { type LabState } from './lab-state.ts';

interface Props {
  readonly state: LabState | undefined;
  readonly readAt: number;
  /** The last read failed. */
  readonly isUnread: boolean;
}

export function LabStatus({ state, readAt, isUnread }: Props) {
  const time = clockText(readAt);
  if (isUnread)
    return (
      <div className="lab-status notice wait">
        <p className="lab-count">{labPageWords.unread}</p>
        {state !== undefined && <p className="small digits">{labPageWords.lastRead(time)}</p>}
      </div>
    );
  if (state === undefined)
    return (
      <div className="lab-status notice">
        <p className="lab-count">{labPageWords.reading}</p>
      </div>
    );
  const active = state.breakages.filter(({ isActive }) => isActive).length;
  return (
    <div className={active === 0 ? 'lab-status notice held' : 'lab-status notice broken'}>
      <p className="lab-count">{active === 0 ? labPageWords.nothing : labPageWords.broken(active)}</p>
      <p className="small digits">{labPageWords.readAt(time)}</p>
    </div>
  );
}
