/**
 * Counts those who want to know the state of the system: pages that listen, customers, runs and plans.
 * Readings of databases and services are only worth their cost then.
 */
export class Attention {
  private readonly holders = new Set<symbol>();
  private readonly listeners = new Set<(isPaid: boolean) => void>();

  get isPaid(): boolean {
    return this.holders.size > 0;
  }

  /** Pays attention until the returned function is called. */
  pay(): () => void {
    const holder = Symbol('holder');
    this.change(() => this.holders.add(holder));
    return () => this.change(() => this.holders.delete(holder));
  }

  /** Calls back when attention begins and ends. Returns a function that unsubscribes. */
  onChange(listener: (isPaid: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private change(act: () => void): void {
    const before = this.isPaid;
    act();
    if (this.isPaid !== before) for (const listener of this.listeners) listener(this.isPaid);
  }
}
