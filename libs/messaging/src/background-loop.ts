import { setTimeout as delay } from 'node:timers/promises';

/** Repeats `work` with pauses until it is stopped. It never keeps the process alive. */
export class BackgroundLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  /**
   * `work` resolves with the pause before its next run in ms, and must not reject. Its signal aborts when the
   * loop stops.
   */
  constructor(private readonly work: (signal: AbortSignal) => Promise<number>) {}

  start(): void {
    this.running = this.run();
  }

  /** Waits for the current run of `work`. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const restMs = await this.work(signal);
      await delay(restMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
