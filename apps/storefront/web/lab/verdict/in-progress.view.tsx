import { verdictWords } from './words.ts';

const listId = 'verdict-in-progress';

interface Props {
  readonly lines: readonly string[];
  readonly isOpen: boolean;
}

/** Stands in the line of the counts, so that the bar keeps its height when work begins and ends. */
export function InProgressButton({ lines, isOpen, onToggle }: Props & { readonly onToggle: () => void }) {
  if (lines.length === 0) return null;
  return (
    <button
      type="button"
      className="in-progress-button digits"
      aria-expanded={isOpen}
      aria-controls={listId}
      onClick={onToggle}
    >
      {verdictWords.inProgress(lines.length)}
    </button>
  );
}

export function InProgressList({ lines, isOpen }: Props) {
  return (
    <ul id={listId} className="in-progress small" hidden={!isOpen || lines.length === 0}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
