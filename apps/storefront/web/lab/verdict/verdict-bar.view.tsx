import './verdict.css';
import { useState } from 'react';
import { useNow } from '../../say/use-now.ts';
import { Mark } from '../mark/mark.view.tsx';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { useConnection, useLab } from '../stream/use-lab.ts';
import { CountFromNow } from './count-from-now.view.tsx';
import { Differences } from './differences.view.tsx';
import { FixReportView } from './fix-report.view.tsx';
import { InProgressButton, InProgressList } from './in-progress.view.tsx';
import { useFix } from './use-fix.ts';
import { faceOf } from './verdict-face.ts';
import { countsText, fixWords, verdictWords } from './words.ts';

/** The money in one sentence, readable from the back of the room. */
export function VerdictBar() {
  const verdict = useLab('verdict');
  const connection = useConnection();
  const now = useNow(connection.kind === 'lost');
  const { isFixing, result, fix, close } = useFix();
  useShortcut('m', () => void fix());
  const { mark, tone, word, sentence, note } = faceOf(verdict, connection, now);
  const isLive = connection.kind === 'live' && verdict !== undefined;
  const [isOpen, setIsOpen] = useState(false);
  const lines = isLive && verdict.kind !== 'even' ? [...verdict.unreadable, ...verdict.stirring] : [];
  return (
    <section className={`verdict-bar verdict-${tone}`} aria-label={verdictWords.region}>
      <Mark name={mark} />
      <p className="verdict-word">
        <span className="verdict-kind">{word}</span>
        {isLive && <span className="verdict-counts digits">{countsText(verdict)}</span>}
        <span className="verdict-stirring">
          <InProgressButton lines={lines} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)} />
        </span>
      </p>
      <div className="verdict-main">
        <p className="verdict-sentence">{sentence}</p>
        {note !== null && <p className="small">{note}</p>}
      </div>
      <div className="verdict-actions">
        <CountFromNow verdict={verdict} />
        <button
          type="button"
          className="button-small is-primary"
          aria-disabled={isFixing}
          aria-busy={isFixing}
          onClick={() => void fix()}
        >
          {isFixing ? fixWords.fixing : fixWords.fix}
        </button>
      </div>
      {isLive && <Differences differences={verdict.differences} />}
      <div className="verdict-more">
        <InProgressList lines={lines} isOpen={isOpen} />
        <FixReportView result={result} close={close} />
      </div>
    </section>
  );
}
