/**
 * Keys that this process runs or is claiming. A row that names this process as owner but is missing here is
 * abandoned.
 */
export class ActiveKeys {
  private readonly runs = new Map<string, number>();

  has(keyHash: string): boolean {
    return this.runs.has(keyHash);
  }

  get keyHashes(): string[] {
    return [...this.runs.keys()];
  }

  async while<T>(keyHash: string, work: () => Promise<T>): Promise<T> {
    this.runs.set(keyHash, (this.runs.get(keyHash) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.runs.get(keyHash) ?? 1) - 1;
      if (left === 0) this.runs.delete(keyHash);
      else this.runs.set(keyHash, left);
    }
  }
}
