import { labPageWords } from '../lab-words.ts';
import { type Breakage } from './lab-state.ts';

export function Breakages({ breakages }: { readonly breakages: readonly Breakage[] }) {
  if (breakages.length === 0) return null;
  return (
    <ul className="lines">
      {breakages.map(({ id, edge, sentence, struck }) => (
        <li key={id}>
          <div>
            <h2 className="code">{edgeText(edge)}</h2>
            <p>{sentence}</p>
          </div>
          <p className="quiet digits">{labPageWords.struck(struck)}</p>
        </li>
      ))}
    </ul>
  );
}

export const edgeText = (edge: string): string => edge.replace('->', ' → ');
