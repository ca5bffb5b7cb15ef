import { pause } from '@holdfast/witness';

export interface PollOptions<Value> {
  readonly read: () => Promise<Value>;
  /** From the end of a reading to the next one. */
  readonly everyMs: number;
}

/** A value that is read again and again while there is a listener for its changes. */
export class Polled<Value> {
  private readonly listeners = new Set<() => void>();
  private reading: Promise<Value> | undefined;
  private last: { readonly value: Value; readonly json: string } | undefined;
  private polling: AbortController | undefined;

  constructor(private readonly options: PollOptions<Value>) {}

  /** The last reading while it is polled, else a new one. */
  readonly current = (): Promise<Value> =>
    this.polling !== undefined && this.last !== undefined ? Promise.resolve(this.last.value) : this.read();

  readonly onChange = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    if (this.polling === undefined) void this.poll((this.polling = new AbortController()));
    return () => {
      this.listeners.delete(changed);
      if (this.listeners.size > 0) return;
      this.polling?.abort();
      this.polling = undefined;
      this.last = undefined;
    };
  };

  /** Reads now, before its turn: something has just been done that changes it. */
  readonly refresh = async (): Promise<void> => {
    // A reading that has begun may not see it.
    await this.reading?.catch(() => undefined);
    if (this.polling !== undefined) await this.read().catch(() => undefined);
  };

  private async poll({ signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      // Its listeners report the error when they read.
      await this.read().catch(() => this.notify());
      await pause(this.options.everyMs, signal).catch(() => undefined);
    }
  }

  private read(): Promise<Value> {
    return (this.reading ??= this.readOnce().finally(() => (this.reading = undefined)));
  }

  private async readOnce(): Promise<Value> {
    try {
      const value = await this.options.read();
      const json = JSON.stringify(value);
      const isNew = json !== this.last?.json;
      this.last = { value, json };
      if (isNew) this.notify();
      return value;
    } catch (error) {
      this.last = undefined;
      throw error;
    }
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
