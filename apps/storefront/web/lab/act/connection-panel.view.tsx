import { useState } from 'react';
import { Breakers } from '../explain/breakers.view.tsx';
import { type SystemConnection } from '../picture/system.ts';
import { pictureWords } from '../picture/words.ts';
import { useLab } from '../stream/use-lab.ts';
import { Commands } from './commands.view.tsx';
import { connectionActionsOf } from './connection-actions.ts';
import { idsOn } from './expectation.ts';
import { LabAction } from './lab-action.view.tsx';
import { curlOf } from './lab-request.ts';
import { MoreFaults } from './more-faults.view.tsx';
import { StandingList } from './standing-list.view.tsx';
import { useLabUrl } from './use-lab-url.ts';
import { actWords } from './words.ts';

/** One connection: what breaks it now, its breakers in plain English, and the ways to break it. */
export function ConnectionPanel({ connection }: { readonly connection: SystemConnection }) {
  const { from, to, breakers } = connection;
  const [isKept, setIsKept] = useState(false);
  return (
    <div className="panel stack">
      <h2 tabIndex={-1}>
        {pictureWords.nodeName(from)} → {pictureWords.nodeName(to)}
      </h2>
      <StandingList connection={connection} />
      <Breakers breakers={breakers} />
      <h3>{actWords.actions}</h3>
      <label className="keep small">
        <input type="checkbox" checked={isKept} onChange={() => setIsKept(!isKept)} />
        <span>
          {actWords.keep}
          <span className="hint">{actWords.keepHint}</span>
        </span>
      </label>
      <QuickActions connection={connection} isKept={isKept} />
      <MoreFaults connection={connection} isKept={isKept} />
    </div>
  );
}

interface Props {
  readonly connection: SystemConnection;
  readonly isKept: boolean;
}

function QuickActions({ connection, isKept }: Props) {
  const labUrl = useLabUrl();
  const faults = useLab('faults');
  const { route } = connection;
  const actions = connectionActionsOf(connection, isKept);
  return (
    <>
      <div className="actions">
        {actions.map(({ id, label, says, whyNot, request }) => (
          <LabAction
            key={id}
            target={route}
            label={label}
            whyNot={whyNot}
            request={request}
            expected={() => ({
              kind: 'set',
              route,
              known: faults === undefined ? [] : idsOn(route, faults),
            })}
          >
            {says}
          </LabAction>
        ))}
      </div>
      <Commands
        commands={actions
          .filter(({ whyNot }) => whyNot === null)
          .map(({ label, request }) => ({ does: label, command: curlOf(labUrl, request) }))}
      />
    </>
  );
}
