import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useIsAsked } from '../act/use-asked-targets.ts';
import { fullNameOfNode } from './full-names.ts';
import { nodeFacts, sharedState } from './node-state.ts';
import { Pid, ProcessState } from './process-state.view.tsx';
import { useShownSystem } from './shown-system.context.ts';
import { type SystemNode } from './system.ts';
import { pictureWords } from './words.ts';

export type PictureNode = Node<{ readonly name: string; readonly isStore: boolean }, 'role'>;

/** React Flow draws lines only between such points. Ours have their own ends. */
const Ends = () => (
  <>
    <Handle type="source" position={Position.Right} isConnectable={false} />
    <Handle type="target" position={Position.Left} isConnectable={false} />
  </>
);

export function RoleNode({ data: { name, isStore } }: NodeProps<PictureNode>) {
  const { system, extras, inboxUrl, selected, open, stop } = useShownSystem();
  const isAsked = useIsAsked(name);
  const node = system.nodes.find((each) => each.name === name);
  if (node === undefined) return <Ends />;
  const facts = isAsked ? [pictureWords.asked] : nodeFacts(name, extras);
  const isSelected = selected?.kind === 'node' && selected.name === name;
  const hasCopies = node.processes.length > 1;
  return (
    <div
      className={`node ${isStore ? 'node-bar' : 'node-card'}${hasCopies ? ' node-stacked' : ''}`}
      data-state={sharedState(node.processes)}
    >
      <button
        type="button"
        className="node-button"
        data-target={name}
        tabIndex={stop === name ? 0 : -1}
        aria-label={fullNameOfNode(node, facts)}
        aria-pressed={isSelected}
        onClick={() => open({ kind: 'node', name })}
      >
        <span className="node-name">{pictureWords.nodeName(name)} </span>
        <Processes node={node} />
        {facts.map((fact) => (
          <span key={fact} className="node-fact">
            {fact}{' '}
          </span>
        ))}
      </button>
      {name === 'mail' && inboxUrl !== null && (
        <a className="node-link" href={inboxUrl} target="_blank" rel="noreferrer" tabIndex={-1}>
          {pictureWords.openInbox}
        </a>
      )}
      <Ends />
    </div>
  );
}

function Processes({ node: { name, processes } }: { readonly node: SystemNode }) {
  const hasCopies = processes.length > 1;
  if (processes.length === 0)
    return name === 'shopper' ? null : <span className="node-fact">{pictureWords.notOurs} </span>;
  return processes.map((process, index) => (
    <span key={process.name} className="node-process">
      {hasCopies && <span className="node-fact">{pictureWords.copy(index + 1)} </span>}
      <ProcessState process={process} />{' '}
      {process.pid !== null && !hasCopies && <Pid pid={process.pid} />}{' '}
    </span>
  ));
}
