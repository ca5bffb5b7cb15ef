/** A counter of a service: a name of ours, and where `/metrics` has its value, as the only group. Global. */
export type CounterPattern<Name extends string> = readonly [name: Name, pattern: RegExp];

export interface CounterWatchOptions<Name extends string> {
  readonly processes: readonly string[];
  /** The text of `GET /metrics`; undefined while the process is down or paused. */
  readonly metricsOf: (process: string) => Promise<string | undefined>;
  readonly counters: readonly CounterPattern<Name>[];
  readonly report: (name: Name, increase: number) => void;
  /** In milliseconds since the epoch. */
  readonly now?: () => number;
}

const startTime = /^process_start_time_seconds(?:\{[^}]*\})? (\S+)/m;
/** 500 ms: start times are rounded to a second. */
const roundedByMs = 500;

interface Reading {
  /** When the process started; undefined if its page does not say so. */
  readonly startedAt: number | undefined;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Adds up the increases of counters across restarts: a new process starts at 0. A process that could not be
 * read before is compared with its first reading, unless it started under this watch.
 */
export class CounterWatch<Name extends string> {
  private readonly last = new Map<string, Reading>();
  private readonly options: CounterWatchOptions<Name>;
  private readonly beganAt: number;

  constructor(options: CounterWatchOptions<Name>) {
    this.options = options;
    this.beganAt = this.now();
  }

  async update(): Promise<void> {
    await Promise.all(this.options.processes.map((process) => this.updateFrom(process)));
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private async updateFrom(process: string): Promise<void> {
    const page = await this.options.metricsOf(process);
    if (page === undefined) return;
    const reading = this.read(page);
    const before = this.countsBefore(this.last.get(process), reading);
    this.last.set(process, reading);
    for (const [name] of this.options.counters) {
      const now = reading.counts.get(name) ?? 0;
      const then = before.get(name) ?? 0;
      this.options.report(name, now >= then ? now - then : now);
    }
  }

  private read(page: string): Reading {
    const seconds = startTime.exec(page)?.[1];
    const counts = this.options.counters.map(
      ([name, pattern]) =>
        [name, [...page.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0)] as const,
    );
    return {
      startedAt: seconds === undefined ? undefined : Number(seconds) * 1_000,
      counts: new Map(counts),
    };
  }

  private countsBefore(last: Reading | undefined, { startedAt, counts }: Reading): Reading['counts'] {
    if (last !== undefined) return last.startedAt === startedAt ? last.counts : new Map<string, number>();
    const isNew = startedAt !== undefined && startedAt > this.beganAt + roundedByMs;
    return isNew ? new Map<string, number>() : counts;
  }
}
