import { setTimeout as delay } from 'node:timers/promises';

/** Repeats a piece of work with pauses until it is stopped. It keeps no process alive. */
export class BackgroundLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  /** `work` gives how many ms to rest; it must not reject. It is told when to stop early. */
  constructor(private readonly work: (signal: AbortSignal) => Promise<number>) {}

  start(): void {
    this.running = this.run();
  }

  /** Waits for the piece in hand. */
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
