import { type NodeTypes, type EdgeTypes, ReactFlow } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { useSelection } from '../selection/use-selection.ts';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { useStack } from '../stack/use-stack.ts';
import { ConnectionLine, type PictureLine } from './connection-line.view.tsx';
import { useFixedFrame } from './use-fixed-frame.ts';
import { lineOf } from './lines.ts';
import { isStore, type Layout, layoutOf } from './places.ts';
import { RoleNode, type PictureNode } from './service-node.view.tsx';
import { type ShownSystem, ShownSystemContext } from './shown-system.context.ts';
import { type LabSystem } from './system.ts';
import { TrafficStore } from './traffic.store.ts';
import { useArrowKeys } from './use-arrow-keys.ts';
import { useNodeExtras } from './use-system.ts';
import { pictureWords } from './words.ts';

const nodeTypes: NodeTypes = { role: RoleNode };
const edgeTypes: EdgeTypes = { line: ConnectionLine };

/** A drawing, not an editor: nothing moves, zooms or takes the wheel, and the keyboard is ours. */
const asDrawing = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  panOnDrag: false,
  panOnScroll: false,
  zoomOnScroll: false,
  zoomOnPinch: false,
  zoomOnDoubleClick: false,
  preventScrolling: false,
  autoPanOnNodeFocus: false,
  disableKeyboardA11y: true,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  panActivationKeyCode: null,
  zoomActivationKeyCode: null,
  minZoom: 1,
  maxZoom: 1,
  // The link stands below the picture, outside of its one tab stop.
  proOptions: { hideAttribution: true },
} as const;

interface Props {
  readonly system: LabSystem;
  readonly width: number;
}

export function SystemPicture({ system, width }: Props) {
  const { nodes, edges, layout } = useDrawing(system, width);
  const { selected, select } = useSelection();
  const extras = useNodeExtras();
  const [traffic] = useState(() => new TrafficStore());
  useEffect(() => traffic.start(), [traffic]);
  const inboxUrl = useStack()?.links.inbox ?? null;
  const { stop, onKeyDown, onFocus } = useArrowKeys(layout, edges, () => select(null));
  const frame = useFixedFrame(layout.height);
  const shown = useMemo<ShownSystem>(
    () => ({ system, extras, inboxUrl, traffic, selected, open: select, stop }),
    [system, extras, inboxUrl, traffic, selected, select, stop],
  );
  return (
    <>
      <div className="system-frame" ref={frame} onKeyDown={onKeyDown} onFocus={onFocus} {...hasShortcuts}>
        <ShownSystemContext value={shown}>
          <ReactFlow
            key={`${width}`}
            ref={asGroup}
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            {...asDrawing}
          />
        </ShownSystemContext>
      </div>
      <p className="system-credit small quiet">
        {pictureWords.credit}{' '}
        <a href="https://reactflow.dev" target="_blank" rel="noreferrer">
          React Flow
        </a>
      </p>
    </>
  );
}

/** React Flow calls itself an application, which would take the keys of screen readers. */
function asGroup(element: HTMLDivElement | null): void {
  element?.setAttribute('role', 'group');
  element?.setAttribute('aria-label', pictureWords.group);
}

interface Drawing {
  readonly nodes: PictureNode[];
  readonly edges: PictureLine[];
  readonly layout: Layout;
}

/** New only when a role, a connection or the width is: states change within the nodes. */
function useDrawing(system: LabSystem, width: number): Drawing {
  const names = system.nodes.map(({ name }) => name).join(' ');
  const routes = system.connections.map(({ route }) => route).join(' ');
  return useMemo(() => {
    const layout = layoutOf(names.split(' '), width);
    return { layout, nodes: nodesOf(layout), edges: linesOf(routes.split(' '), layout) };
  }, [names, routes, width]);
}

const nodesOf = ({ nodes }: Layout): PictureNode[] =>
  [...nodes].map(([name, { x, y, width, height }]) => ({
    id: name,
    type: 'role',
    position: { x, y },
    width,
    height,
    data: { name, isStore: isStore(name) },
  }));

const linesOf = (routes: readonly string[], { nodes }: Layout): PictureLine[] =>
  routes.flatMap((route) => {
    const [source = '', target = ''] = route.split('->');
    const line = lineOf(route, nodes);
    return line === undefined ? [] : [{ id: route, type: 'line', source, target, data: { line } }];
  });
