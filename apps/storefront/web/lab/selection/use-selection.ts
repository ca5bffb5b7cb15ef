import { useSyncExternalStore } from 'react';
import { type Selected, type Selection, SelectionStore } from './selection.ts';

const store = new SelectionStore();

/** The selected node or edge and the followed order, and the ways to change them. */
export function useSelection(): Selection & {
  readonly select: (selected: Selected | null) => void;
  readonly follow: (orderId: string | null) => void;
} {
  const selection = useSyncExternalStore(store.subscribe, store.current);
  return { ...selection, select: store.select, follow: store.follow };
}
