import { type StreamSource } from './lab-streams.ts';

/** Two values per second: more than a reader can follow, and a table of edges is 6 kB. */
const betweenValuesMs = 500;

export interface LiveValueEvents {
  readonly value: (name: string, json: string) => void;
  readonly failed: (name: string, why: string) => void;
}

/** The last value of one source, read again after each change and reported if it differs. */
export class LiveValue {
  json: string | undefined;
  private nextAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private state: 'idle' | 'reading' | 'stale' = 'idle';
  private isStopped = false;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly source: StreamSource,
    private readonly events: LiveValueEvents,
  ) {
    this.unsubscribe = source.onChange(() => this.wake());
    this.wake();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.unsubscribe();
  }

  private wake(): void {
    if (this.state !== 'idle') this.state = 'stale';
    else if (this.timer === undefined && !this.isStopped)
      this.timer = setTimeout(() => void this.read(), Math.max(0, this.nextAt - performance.now()));
  }

  private async read(): Promise<void> {
    this.timer = undefined;
    this.state = 'reading';
    this.nextAt = performance.now() + betweenValuesMs;
    const { name, current } = this.source;
    try {
      const json = JSON.stringify(await current());
      if (!this.isStopped && json !== this.json) this.events.value(name, (this.json = json));
    } catch (error) {
      this.events.failed(name, error instanceof Error ? error.message : String(error));
    }
    const isStale = (this.state as 'reading' | 'stale') === 'stale';
    this.state = 'idle';
    if (isStale) this.wake();
  }
}
