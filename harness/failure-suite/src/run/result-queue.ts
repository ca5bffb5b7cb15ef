/** Merges values from several producers for one reader. */
export class ResultQueue<T> implements AsyncIterable<T> {
  private readonly waiting: T[] = [];
  private wake: (() => void) | undefined;
  private end: { readonly failure?: Error } | undefined;

  push(value: T): void {
    this.waiting.push(value);
    this.wake?.();
  }

  /** Ends the queue. A failure is thrown to the reader after the last value. */
  close(end: { readonly failure?: Error } = {}): void {
    this.end ??= end;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      yield* this.waiting.splice(0);
      if (this.waiting.length > 0) continue;
      if (this.end !== undefined) {
        if (this.end.failure !== undefined) throw this.end.failure;
        return;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
  }
}
