import { type ExperimentId } from '@holdfast/lab-api';

export interface OpenExperiment {
  readonly id: string | null;
  /** By experiment: the index of the guess. */
  readonly guesses: Readonly<Partial<Record<string, number>>>;
  /** The last run that this page saw at work. An older result would give the answer away. */
  readonly seenRun: string | null;
}

/** `lost-answer` of `?experiment=lost-answer`. */
export const idInSearch = (search: string): string | null => new URLSearchParams(search).get('experiment');

/** The address of the page with another experiment, or none. Keeps the other parts. */
export function addressWith(
  address: { readonly pathname: string; readonly search: string },
  id: string | null,
): string {
  const search = new URLSearchParams(address.search);
  if (id === null) search.delete('experiment');
  else search.set('experiment', id);
  const text = search.toString();
  return text === '' ? address.pathname : `${address.pathname}?${text}`;
}

type Listener = () => void;

/** The experiment in the side panel. Guesses outlive a look at a node of the picture. */
export class OpenExperimentStore {
  private open: OpenExperiment;
  private readonly listeners = new Set<Listener>();
  private wantsFocus: boolean;

  constructor(
    search: string,
    private readonly showAddress: (id: string | null) => void,
  ) {
    this.open = { id: idInSearch(search), guesses: {}, seenRun: null };
    this.wantsFocus = this.open.id !== null;
  }

  readonly current = (): OpenExperiment => this.open;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly show = (id: ExperimentId | null): void => {
    this.wantsFocus = true;
    this.change({ id });
    this.showAddress(id);
  };

  /** True once after someone opened or closed an experiment, for the view that appears. */
  readonly takeFocus = (): boolean => {
    const wanted = this.wantsFocus;
    this.wantsFocus = false;
    return wanted;
  };

  /** Follows the address: a link, Back. */
  readonly follow = (search: string): void => {
    const id = idInSearch(search);
    if (id !== this.open.id) this.change({ id });
  };

  readonly guess = (id: string, guess: number | undefined): void =>
    this.change({ guesses: { ...this.open.guesses, [id]: guess } });

  readonly see = (runId: string): void => {
    if (runId !== this.open.seenRun) this.change({ seenRun: runId });
  };

  private change(part: Partial<OpenExperiment>): void {
    this.open = { ...this.open, ...part };
    for (const listener of this.listeners) listener();
  }
}
