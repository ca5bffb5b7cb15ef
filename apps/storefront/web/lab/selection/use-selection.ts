import { useSyncExternalStore } from 'react';
import { type Selected, type Selection, SelectionStore } from './selection.ts';

const store = new SelectionStore();

/** The selected node or edge, the followed order and the open message, and the ways to change them. */
export function useSelection(): Selection & {
  readonly select: (selected: Selected | null) => void;
  readonly follow: (orderId: string | null) => void;
  readonly openMessage: (number: number | null) => void;
} {
  const selection = useSyncExternalStore(store.subscribe, store.current);
  const { select, follow, openMessage } = store;
  return { ...selection, select, follow, openMessage };
}
