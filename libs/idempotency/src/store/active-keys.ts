/**
 * Keys that this process runs or is claiming. A row that names this process as owner but is missing here is
 * abandoned.
 */
export class ActiveKeys {
  private readonly runs = new Map<string, Run>();

  has(keyHash: string): boolean {
    return this.runs.has(keyHash);
  }

  get keyHashes(): string[] {
    return [...this.runs.keys()];
  }

  /** Resolves when nothing in this process runs or claims the key. */
  async ended(keyHash: string): Promise<void> {
    await this.runs.get(keyHash)?.ended.promise;
  }

  /** Resolves when this process runs and claims no key at all. */
  async allEnded(): Promise<void> {
    while (this.runs.size > 0) await Promise.all([...this.runs.values()].map(({ ended }) => ended.promise));
  }

  async while<T>(keyHash: string, work: () => Promise<T>): Promise<T> {
    const run = this.runs.get(keyHash) ?? { count: 0, ended: Promise.withResolvers<void>() };
    this.runs.set(keyHash, run);
    run.count += 1;
    try {
      return await work();
    } finally {
      run.count -= 1;
      if (run.count === 0) {
        this.runs.delete(keyHash);
        run.ended.resolve();
      }
    }
  }
}

interface Run {
  /** One for each request or completer that has the key. */
  count: number;
  readonly ended: PromiseWithResolvers<void>;
}
