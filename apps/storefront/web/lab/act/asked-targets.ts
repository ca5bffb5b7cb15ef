type Listener = () => void;

/** The nodes and routes that were asked for something which the stream has not confirmed yet. */
export class AskedTargets {
  private readonly counts = new Map<string, number>();
  private readonly listeners = new Set<Listener>();

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  has(target: string): boolean {
    return this.counts.has(target);
  }

  /** Until the returned function is called. */
  add(target: string): () => void {
    this.change(target, 1);
    return () => this.change(target, -1);
  }

  private change(target: string, by: 1 | -1): void {
    const count = (this.counts.get(target) ?? 0) + by;
    if (count === 0) this.counts.delete(target);
    else this.counts.set(target, count);
    for (const listener of this.listeners) listener();
  }
}
