import { type Selected } from '../selection/selection.ts';

/** The selected node or edge: its state, explanation and actions. */
export function SelectedPanel({ selected }: { readonly selected: Selected }) {
  return <h2>{selected.kind === 'node' ? selected.name : selected.route}</h2>;
}
