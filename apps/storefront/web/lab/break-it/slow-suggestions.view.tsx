import { type Fault } from '@holdfast/lab-api';
import { faultRequest, removeFault } from '../act/connection-actions.ts';
import { idsOn } from '../act/expectation.ts';
import { LabAction } from '../act/lab-action.view.tsx';
import { curlOf } from '../act/lab-request.ts';
import { useLabUrl } from '../act/use-lab-url.ts';
import { Commands } from '../act/commands.view.tsx';
import { useLab } from '../stream/use-lab.ts';
import { breakItWords, slowSentence } from './words.ts';

const route = 'checkout->recommendations';

/** Longer than checkout waits for suggestions. */
const slow: Fault = { kind: 'latency', ms: 3_000 };

export function SlowSuggestions() {
  const faults = useLab('faults') ?? { faults: [], strikes: [], provider: [] };
  const labUrl = useLabUrl();
  const standing = faults.faults.findLast(({ edge, kind }) => edge === route && kind === 'latency');
  const isSlow = standing?.kind === 'latency';
  const label = isSlow ? breakItWords.fast : breakItWords.slow;
  const request = isSlow ? removeFault(standing.faultId) : faultRequest(route, slow, false);
  return (
    <div className="break-it-item">
      <LabAction
        target={route}
        label={label}
        request={request}
        expected={() =>
          isSlow
            ? { kind: 'gone', id: standing.faultId }
            : { kind: 'set', route, known: idsOn(route, faults) }
        }
      >
        {isSlow ? slowSentence(standing.ms, standing.struck) : breakItWords.suggestionsFine}
      </LabAction>
      <Commands commands={[{ does: label, command: curlOf(labUrl, request) }]} />
    </div>
  );
}
