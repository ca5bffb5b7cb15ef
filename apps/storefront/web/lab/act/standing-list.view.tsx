import { useNow } from '../../say/use-now.ts';
import { endsText, faultName, faultStatus, strikeName, strikeStatus } from '../picture/fault-words.ts';
import { type StandingFault, type StandingStrike, type SystemConnection } from '../picture/system.ts';
import { useSelection } from '../selection/use-selection.ts';
import { releaseHeld, removeFault, removeStrike } from './connection-actions.ts';
import { LabAction } from './lab-action.view.tsx';
import { actWords } from './words.ts';

/** Everything that breaks this connection now, and strikes that have hit it. */
export function StandingList({ connection }: { readonly connection: SystemConnection }) {
  const { route, faults, strikes } = connection;
  const now = useNow(true);
  if (faults.length + strikes.length === 0) return null;
  return (
    <>
      <h3>{actWords.standing}</h3>
      <ul className="standing">
        {faults.map((fault) => (
          <FaultLine key={fault.faultId} fault={fault} route={route} now={now} />
        ))}
        {strikes.map((strike) => (
          <StrikeLine key={strike.strikeId} strike={strike} route={route} now={now} />
        ))}
      </ul>
    </>
  );
}

interface Place {
  readonly route: string;
  readonly now: number;
}

function FaultLine({ fault, route, now }: Place & { readonly fault: StandingFault }) {
  const { faultId } = fault;
  const name = faultName(fault);
  const ends = endsText(fault, now);
  return (
    <li>
      <p className="small digits">
        <strong>{name}</strong> {faultStatus(fault, now)}
        {ends !== undefined && `, ${ends}`}
      </p>
      <LabAction
        target={route}
        label={actWords.remove}
        name={actWords.doTo(actWords.remove, name)}
        request={removeFault(faultId)}
        expected={() => ({ kind: 'gone', id: faultId })}
      />
    </li>
  );
}

function StrikeLine({ strike, route, now }: Place & { readonly strike: StandingStrike }) {
  const { openMessage } = useSelection();
  const { strikeId, state, message } = strike;
  const name = strikeName(strike);
  return (
    <li>
      <p className="small digits">
        <strong>{name}</strong> {strikeStatus(strike, now)}
      </p>
      {state === 'held' &&
        (['forward', 'drop'] as const).map((how) => (
          <LabAction
            key={how}
            target={route}
            label={actWords[how]}
            request={releaseHeld(strikeId, how)}
            expected={() => ({ kind: 'released', id: strikeId })}
          />
        ))}
      {message !== null && (
        <button type="button" className="button-small" onClick={() => openMessage(message.number)}>
          {actWords.showMessage}
        </button>
      )}
      <LabAction
        target={route}
        label={actWords.remove}
        name={actWords.doTo(actWords.remove, name)}
        request={removeStrike(strikeId)}
        expected={() => ({ kind: 'gone', id: strikeId })}
      />
    </li>
  );
}
