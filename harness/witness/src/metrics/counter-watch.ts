/** A counter of a service: a name of ours, and where `/metrics` has its value, as the only group. Global. */
export type CounterPattern<Name extends string> = readonly [name: Name, pattern: RegExp];

export interface CounterWatchOptions<Name extends string> {
  readonly processes: readonly string[];
  /** The text of `GET /metrics`; undefined while the process is down or paused. */
  readonly metricsOf: (process: string) => Promise<string | undefined>;
  readonly counters: readonly CounterPattern<Name>[];
  readonly report: (name: Name, increase: number) => void;
}

/** Adds up the increases of counters across restarts: a new process starts at 0. */
export class CounterWatch<Name extends string> {
  private readonly last = new Map<string, number>();
  private readonly options: CounterWatchOptions<Name>;
  private isFirst = true;

  constructor(options: CounterWatchOptions<Name>) {
    this.options = options;
  }

  async update(): Promise<void> {
    await Promise.all(this.options.processes.map((process) => this.updateFrom(process)));
    this.isFirst = false;
  }

  private async updateFrom(process: string): Promise<void> {
    const { metricsOf, counters, report } = this.options;
    const page = await metricsOf(process);
    for (const [name, pattern] of counters) {
      const key = `${process} ${name}`;
      if (page === undefined) {
        // If the service is down, its next process counts from 0.
        this.last.set(key, this.last.get(key) ?? 0);
        continue;
      }
      const now = [...page.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);
      const before = this.last.get(key) ?? (this.isFirst ? now : 0);
      this.last.set(key, now);
      report(name, now >= before ? now - before : now);
    }
  }
}
