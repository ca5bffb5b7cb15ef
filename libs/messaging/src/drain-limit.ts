/** The result of work that must no longer be waited for. */
export const returned = Symbol('returned');

/**
 * The moment after which active jobs are not waited for. It belongs to the process and a job does not:
 * `Promise.race` with one lasting promise would keep every job's promises as long as the process lives.
 */
export class DrainLimit {
  private readonly waiting = new Set<() => void>();
  private isOver = false;

  /** Resolves to the work's result, or to `returned` once the limit is over. */
  async orReturned<T>(work: Promise<T>): Promise<T | typeof returned> {
    const { promise, resolve } = Promise.withResolvers<typeof returned>();
    const end = (): void => resolve(returned);
    this.waiting.add(end);
    if (this.isOver) end();
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.waiting.delete(end);
    }
  }

  end(): void {
    this.isOver = true;
    for (const end of this.waiting) end();
  }
}
