import { type DatabaseSync } from 'node:sqlite';
import { inSavepoint, inTransaction, withoutFlush } from './database.ts';

interface Waiting {
  readonly isFlushed: boolean;
  /** Returns how to report its result, once it is committed. */
  readonly run: () => () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits everything that arrives within one turn of the event loop in one transaction. While a flush blocks
 * the process, further requests arrive and share the next one.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];

  constructor(private readonly database: DatabaseSync) {}

  /** Resolves once the changes are on disk. If `work` throws, only its own changes are undone. */
  commit<T>(work: () => T): Promise<T> {
    return this.enqueue(work, true);
  }

  /** Like `commit`, but survives only kill -9: a power cut may undo it until the next commit. */
  note(work: () => void): Promise<void> {
    return this.enqueue(work, false);
  }

  private enqueue<T>(work: () => T, isFlushed: boolean): Promise<T> {
    if (this.waiting.length === 0) setImmediate(() => this.commitAll());
    return new Promise((resolve, reject) => {
      const run = (): (() => void) => {
        try {
          const result = inSavepoint(this.database, work);
          return () => resolve(result);
        } catch (error) {
          const failure = error as Error;
          return () => reject(failure);
        }
      };
      this.waiting.push({ isFlushed, run, reject });
    });
  }

  private commitAll(): void {
    const all = this.waiting;
    this.waiting = [];
    try {
      const reports = this.transaction(all);
      for (const report of reports) report();
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }

  private transaction(all: readonly Waiting[]): (() => void)[] {
    const work = (): (() => void)[] => inTransaction(this.database, () => all.map(({ run }) => run()));
    return all.some(({ isFlushed }) => isFlushed) ? work() : withoutFlush(this.database, work);
  }
}
