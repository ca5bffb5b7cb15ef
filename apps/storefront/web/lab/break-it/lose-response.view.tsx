import { removeStrike, strikeRequest } from '../act/connection-actions.ts';
import { idsOn } from '../act/expectation.ts';
import { LabAction } from '../act/lab-action.view.tsx';
import { curlOf } from '../act/lab-request.ts';
import { useLabUrl } from '../act/use-lab-url.ts';
import { Commands } from '../act/commands.view.tsx';
import { useLab } from '../stream/use-lab.ts';
import { lastLosing, losingStrike, mayHitOthers } from './lose-response.ts';
import { breakItWords, lostSentence } from './words.ts';

interface Props {
  readonly orderId: string | null;
}

/** Loses the next response to this page: of the order that it places, or about the order that it shows. */
export function LoseResponse({ orderId }: Props) {
  const faults = useLab('faults') ?? { faults: [], strikes: [], provider: [] };
  const labUrl = useLabUrl();
  const strike = losingStrike(orderId);
  const last = lastLosing(faults.strikes, orderId);
  const isArmed = last?.state === 'armed';
  const label = isArmed ? breakItWords.cancelLose : breakItWords.lose;
  const request = isArmed ? removeStrike(last.strikeId) : strikeRequest(strike);
  const lost = last?.message == null ? breakItWords.loseNone : lostSentence(last.message.label);
  const isShared = mayHitOthers(orderId, useLab('customers'));
  const whyNot = isShared && !isArmed ? breakItWords.loseOthers : null;
  const losing = isShared ? breakItWords.losingAny : breakItWords.losing;
  const armed = orderId === null ? losing : breakItWords.losingOrder;
  return (
    <div className="break-it-item">
      <LabAction
        target={strike.edge}
        label={label}
        whyNot={whyNot}
        request={request}
        expected={() =>
          isArmed
            ? { kind: 'gone', id: last.strikeId }
            : { kind: 'set', route: strike.edge, known: idsOn(strike.edge, faults) }
        }
      >
        {isArmed ? armed : lost}
      </LabAction>
      {whyNot === null && <Commands commands={[{ does: label, command: curlOf(labUrl, request) }]} />}
    </div>
  );
}
