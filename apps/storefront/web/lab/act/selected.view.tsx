import './act.css';
import { pictureWords } from '../picture/words.ts';
import { roleOf, type SystemNode } from '../picture/system.ts';
import { useSystem } from '../picture/use-system.ts';
import { type Selected } from '../selection/selection.ts';
import { ConnectionPanel } from './connection-panel.view.tsx';
import { NodePanel } from './node-panel.view.tsx';

/** The selected node or edge: its state, explanation and actions. */
export function SelectedPanel({ selected }: { readonly selected: Selected }) {
  const system = useSystem();
  if (system === undefined) return <p className="quiet">{pictureWords.reading}</p>;
  if (selected.kind === 'node') {
    const name = roleOf(selected.name);
    const missing: SystemNode = { name, processes: [] };
    return <NodePanel key={name} node={system.nodes.find((each) => each.name === name) ?? missing} />;
  }
  const connection = system.connections.find(({ route }) => route === selected.route);
  if (connection === undefined) return <p className="quiet">{pictureWords.gone(selected.route)}</p>;
  return <ConnectionPanel key={connection.route} connection={connection} />;
}
