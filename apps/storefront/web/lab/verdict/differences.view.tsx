import { type LabVerdict } from '@holdfast/lab-api';
import { useSelection } from '../selection/use-selection.ts';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { verdictWords } from './words.ts';

/** Everything that is wrong, in the words of the invariants, each with its order to follow. */
export function Differences({ differences }: Pick<LabVerdict, 'differences'>) {
  const { follow } = useSelection();
  if (differences.length === 0) return null;
  return (
    <ul className="differences" {...hasShortcuts}>
      {differences.map(({ invariant, says, text, orderId }) => (
        <li key={`${invariant} ${text}`}>
          <p>
            {text} <span className="small difference-rule">{`${invariant}. ${says}`}</span>
          </p>
          {orderId !== null && (
            <button
              type="button"
              className="button-small"
              aria-label={verdictWords.followOrder(orderId)}
              onClick={() => follow(orderId)}
            >
              {verdictWords.follow}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
