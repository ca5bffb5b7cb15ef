import { type LabBreaker } from '@holdfast/lab-api';
import { pictureWords } from '../picture/words.ts';
import { Explained } from './explained.view.tsx';
import { explainWords } from './words.ts';

/** The breakers of a connection, as their processes explain them. Refreshed with the stream. */
export function Breakers({ breakers }: { readonly breakers: readonly LabBreaker[] }) {
  const hasCopies = new Set(breakers.map(({ process }) => process)).size > 1;
  return breakers.map((breaker) => (
    <section
      key={`${breaker.process} ${breaker.dependency}`}
      className="breaker"
      data-breaker={breaker.breaker}
    >
      <h3>
        {breaker.hasBreaker
          ? explainWords.breaker(breaker.dependency, pictureWords.breaker[breaker.breaker])
          : explainWords.noBreaker(breaker.dependency)}
        {hasCopies && <span className="quiet"> {explainWords.in(breaker.process)}</span>}
      </h3>
      <Explained text={breaker.explanation} />
      <p className="users-see">
        <strong>{explainWords.usersSee}</strong> <span>{breaker.usersSee}</span>
      </p>
    </section>
  ));
}
