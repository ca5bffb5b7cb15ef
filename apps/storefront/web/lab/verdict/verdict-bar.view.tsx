import { durationText } from '../../say/time.ts';
import { useNow } from '../../say/use-now.ts';
import { useConnection, useLab } from '../stream/use-lab.ts';
import { verdictWords } from './words.ts';

export function VerdictBar() {
  const verdict = useLab('verdict');
  const connection = useConnection();
  const now = useNow(connection.kind === 'lost');
  return (
    <section className="verdict-bar" aria-label={verdictWords.region}>
      <p className="verdict-sentence">{verdict?.sentence ?? verdictWords.connecting}</p>
      {connection.kind === 'lost' && <p>{verdictWords.lost(durationText(now - connection.at))}</p>}
    </section>
  );
}
