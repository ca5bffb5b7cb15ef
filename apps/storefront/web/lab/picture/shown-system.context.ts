import { createContext, use } from 'react';
import { type Selected } from '../selection/selection.ts';
import { type NodeExtras } from './node-state.ts';
import { type LabSystem } from './system.ts';
import { type TrafficStore } from './traffic.store.ts';

/** Everything that the nodes and connections of the picture show. React Flow draws them without it. */
export interface ShownSystem {
  readonly system: LabSystem;
  readonly extras: NodeExtras;
  readonly inboxUrl: string | null;
  readonly traffic: TrafficStore;
  readonly selected: Selected | null;
  readonly open: (selected: Selected) => void;
  /** The target with the tab stop: the `id` of a node or connection. */
  readonly stop: string;
}

export const ShownSystemContext = createContext<ShownSystem | undefined>(undefined);

export function useShownSystem(): ShownSystem {
  const shown = use(ShownSystemContext);
  if (shown === undefined) throw new Error('This view belongs into the system picture.');
  return shown;
}
