import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStack } from '@holdfast/local-stack';
import { type KeptDataReader } from '../measure/stack/kept-data.ts';
import { type OrderPacer } from '../measure/orders/pace-orders.ts';
import { stackMemory } from '../measure/stack/processes.ts';
import { type WorkLeft, type WorkReader } from '../measure/stack/work-left.ts';
import { quantile } from '../measure/statistics.ts';
import { type Sample } from './sample.ts';

const readEveryMs = 1_000;

/** Takes samples of a stack under load. */
export class SampleTaker {
  readonly samples: Sample[] = [];
  private begun = performance.now();
  private mostLeft: WorkLeft = {};

  constructor(
    private readonly stack: LocalStack,
    private readonly work: WorkReader,
    private readonly kept: KeptDataReader,
    private readonly pacer: OrderPacer,
  ) {}

  /** Reads the work that is left until so many ms after the begin. */
  async readEverySecond(untilMs: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const restMs = this.begun + untilMs - performance.now();
      if (restMs <= 0) return;
      await sleep(Math.min(readEveryMs, restMs), undefined, { signal });
      this.mostLeft = mostOf(this.mostLeft, await this.work.read());
    }
  }

  /** Does `work` without load, in time that counts for no interval. */
  async between<T>(work: () => Promise<T>): Promise<T> {
    const pausedAt = performance.now();
    const result = await this.pacer.whilePaused(work);
    this.begun += performance.now() - pausedAt;
    return result;
  }

  /** Ends the current interval with a sample. */
  async take(): Promise<void> {
    const latencies = this.pacer.takeLatencies();
    this.samples.push({
      seconds: (performance.now() - this.begun) / 1_000,
      orders: this.pacer.placed,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      mostLeft: this.mostLeft,
      memoryMb: stackMemory(this.stack),
      kept: await this.kept.read(),
    });
    this.mostLeft = {};
  }
}

const mostOf = (one: WorkLeft, other: WorkLeft): WorkLeft =>
  Object.fromEntries(Object.entries(other).map(([work, count]) => [work, Math.max(count, one[work] ?? 0)]));
