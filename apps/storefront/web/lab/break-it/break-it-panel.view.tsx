import { Link } from 'wouter';
import { Commands } from '../act/commands.view.tsx';
import { curlOf } from '../act/lab-request.ts';
import { useLabUrl } from '../act/use-lab-url.ts';
import { useConnection, useLab } from '../stream/use-lab.ts';
import { useFix } from '../verdict/use-fix.ts';
import { fixWords } from '../verdict/words.ts';
import { JourneyView } from './journey.view.tsx';
import { LoseResponse } from './lose-response.view.tsx';
import { Payments } from './payments.view.tsx';
import { SlowSuggestions } from './slow-suggestions.view.tsx';
import { breakItWords } from './words.ts';

interface Props {
  readonly id: string;
  readonly orderId: string | null;
}

export function BreakItPanel({ id, orderId }: Props) {
  const { kind } = useConnection();
  const [processes, faults] = [useLab('processes'), useLab('faults')];
  const isSeen = processes !== undefined && faults !== undefined;
  return (
    <section id={id} className="break-it-panel" aria-label={breakItWords.name} data-sight={kind}>
      {orderId !== null && <JourneyView orderId={orderId} />}
      {kind === 'lost' && <p className="small">{breakItWords.lost}</p>}
      {!isSeen && kind !== 'lost' && <p className="small">{breakItWords.connecting}</p>}
      {isSeen && (
        <>
          <Payments />
          <LoseResponse orderId={orderId} />
          {processes.some(({ name }) => name === 'recommendations') && <SlowSuggestions />}
        </>
      )}
      <Fix />
      <p>
        <Link href="/lab">{breakItWords.openLab}</Link>
      </p>
    </section>
  );
}

function Fix() {
  const { isFixing, result, fix } = useFix();
  const labUrl = useLabUrl();
  return (
    <div className="break-it-item">
      <div className="action">
        <button
          type="button"
          className="button-small"
          aria-disabled={isFixing}
          aria-busy={isFixing}
          onClick={() => void fix()}
        >
          {breakItWords.fix}
        </button>
        <p className="action-says small">{isFixing ? fixWords.fixing : result?.sentence}</p>
        {result?.report?.failed.map((sentence) => (
          <p key={sentence} className="action-says small" data-kind="refused">
            {sentence}
          </p>
        ))}
      </div>
      <Commands
        commands={[
          { does: breakItWords.fix, command: curlOf(labUrl, { method: 'POST', path: '/heal-all' }) },
        ]}
      />
    </div>
  );
}
