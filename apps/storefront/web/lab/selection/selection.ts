/** A part of the picture, shown in the side panel instead of the experiments. */
export type Selected =
  /** A process as the lab reports it, without its copy: `payments`. */
  | { readonly kind: 'node'; readonly name: string }
  /** `checkout->payments` */
  | { readonly kind: 'edge'; readonly route: string };

export interface Selection {
  readonly selected: Selected | null;
  /** The order that the timeline follows: `ord_…`. */
  readonly followed: string | null;
  /** The message whose bytes are shown: its number. */
  readonly message: number | null;
}

type Listener = () => void;

/** Shared by picture, side panel, timeline, verdict and experiments. */
export class SelectionStore {
  private selection: Selection = { selected: null, followed: null, message: null };
  private readonly listeners = new Set<Listener>();

  readonly current = (): Selection => this.selection;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly select = (selected: Selected | null): void => this.change({ selected });

  readonly follow = (followed: string | null): void => this.change({ followed });

  readonly openMessage = (message: number | null): void => this.change({ message });

  private change(part: Partial<Selection>): void {
    this.selection = { ...this.selection, ...part };
    for (const listener of this.listeners) listener();
  }
}
