import { useRef, useState } from 'react';
import { useNow } from '../../say/use-now.ts';
import { SelectedPanel } from '../act/selected.view.tsx';
import { type Selected } from '../selection/selection.ts';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { badgesOf } from './badges.ts';
import { hasNoRetries, shownBreakerOf } from './breaker-state.ts';
import { isWebhooks } from './full-names.ts';
import { nodeFacts, type NodeExtras } from './node-state.ts';
import { Pid, ProcessState } from './process-state.view.tsx';
import { type LabSystem, type SystemConnection, type SystemNode } from './system.ts';
import { useNodeExtras } from './use-system.ts';
import { pictureWords } from './words.ts';

type Open = (selected: Selected) => void;

/** The picture in words, for narrow windows: each role with the connections that it opens. */
export function SystemList({ system: { nodes, connections } }: { readonly system: LabSystem }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState<Selected | null>(null);
  const extras = useNodeExtras();
  const open: Open = (selected) => {
    setOpened(selected);
    dialog.current?.showModal();
  };
  return (
    <>
      <ul className="system-list" aria-label={pictureWords.list} {...hasShortcuts}>
        {nodes.map((node) => (
          <li key={node.name}>
            <NodeLine node={node} extras={extras} open={open} />
            <ConnectionLines
              name={node.name}
              connections={connections.filter(({ from }) => from === node.name)}
              open={open}
            />
          </li>
        ))}
      </ul>
      <dialog
        ref={dialog}
        className="sheet-dialog"
        aria-label={pictureWords.list}
        onClose={() => setOpened(null)}
      >
        <button type="button" className="button-small" onClick={() => dialog.current?.close()}>
          {pictureWords.close}
        </button>
        {opened !== null && <SelectedPanel selected={opened} />}
      </dialog>
    </>
  );
}

interface NodeLineProps {
  readonly node: SystemNode;
  readonly extras: NodeExtras;
  readonly open: Open;
}

function NodeLine({ node: { name, processes }, extras, open }: NodeLineProps) {
  return (
    <button type="button" className="list-line" onClick={() => open({ kind: 'node', name })}>
      <span className="node-name">{pictureWords.nodeName(name)}</span>
      {processes.map((process) => (
        <span key={process.name} className="node-process">
          <ProcessState process={process} />
          {process.pid !== null && <Pid pid={process.pid} />}
        </span>
      ))}
      {nodeFacts(name, extras).map((fact) => (
        <span key={fact} className="node-fact">
          {fact}
        </span>
      ))}
    </button>
  );
}

interface ConnectionLinesProps {
  readonly name: string;
  readonly connections: readonly SystemConnection[];
  readonly open: Open;
}

function ConnectionLines({ name, connections, open }: ConnectionLinesProps) {
  const now = useNow(true);
  if (connections.length === 0) return null;
  return (
    <ul aria-label={pictureWords.connectionsOf(pictureWords.nameInText(name))}>
      {connections.map((connection) => (
        <li key={connection.route}>
          <button
            type="button"
            className="list-line"
            onClick={() => open({ kind: 'edge', route: connection.route })}
          >
            <span>{pictureWords.to(pictureWords.nodeName(connection.to))}</span>
            <ConnectionWords connection={connection} now={now} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function ConnectionWords({
  connection,
  now,
}: {
  readonly connection: SystemConnection;
  readonly now: number;
}) {
  const breaker = shownBreakerOf(connection.breakers, now);
  const facts = [
    ...(isWebhooks(connection) ? [pictureWords.webhooks] : []),
    ...(breaker?.next === undefined ? [] : [breaker.next]),
    ...(hasNoRetries(connection.breakers) ? [pictureWords.retriesUsedUp] : []),
  ];
  return (
    <>
      {breaker !== undefined && (
        <span className="list-breaker" data-breaker={breaker.state}>
          {pictureWords.breakerInFull(pictureWords.breaker[breaker.state])}
        </span>
      )}
      {facts.map((fact) => (
        <span key={fact} className="node-fact">
          {fact}
        </span>
      ))}
      {badgesOf(connection, now).map(({ id, name, status, isActive }) => (
        <span key={id} className="list-badge" data-active={isActive}>
          <strong>{name}</strong> {status}
        </span>
      ))}
    </>
  );
}
