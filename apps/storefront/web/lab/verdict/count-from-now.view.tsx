import { type LabVerdict } from '@holdfast/lab-api';
import { useAsked } from '../asked/use-asked.ts';
import { askedWords } from '../asked/words.ts';
import { countFromNow } from './fix.act.ts';
import { verdictWords } from './words.ts';

/** Confirmed by a window that begins later. */
export function CountFromNow({ verdict }: { readonly verdict: LabVerdict | undefined }) {
  const since = verdict?.since ?? 0;
  const { state, ask } = useAsked<number>((before) => since > before);
  const said = askedWords(state);
  return (
    <>
      <button type="button" className="button-small" onClick={() => void ask(since, countFromNow)}>
        {verdictWords.countFromNow}
      </button>
      {said !== '' && <span className="small asked">{said}</span>}
    </>
  );
}
