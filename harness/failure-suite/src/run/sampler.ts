import {
  type BreakerReading,
  type Ledgers,
  now,
  pause,
  type ReadinessReading,
  readReadiness,
} from '@holdfast/witness';
import { migratedServices } from '@holdfast/local-stack';
import { type LiveSystem } from '../system/live-system.ts';

/**
 * 250 ms: frequent enough to see an order that is paid before its charge exists. A reading costs about 10 ms.
 */
const intervalMs = 250;
/**
 * Breakers cost as much again to read; one that opens and closes between two readings is only missing on the
 * timeline.
 */
const readingsPerBreakerReading = 2;
/** One a second: an orchestrator looks less often. */
const readingsPerReadiness = 4;

const isAsked = (process: string): boolean =>
  migratedServices.some((service) => service !== 'email' && process.replace(/-\d+$/, '') === service);

/** Reads the ledgers while a scenario runs and adds changes to its timeline. */
export class Sampler {
  readonly samples: Ledgers[] = [];
  readonly breakerReadings: BreakerReading[] = [];
  readonly readiness: ReadinessReading[] = [];
  private readonly system: LiveSystem;
  private readonly mayAsk: boolean;
  /** Not waited for: a process may be paused. */
  private asking: Promise<void> | undefined;
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;
  private readonly breakers = new Map<string, number>();
  private readonly statuses = new Map<string, string>();

  /** `mayAsk`: readiness may be read, except while messages are counted. */
  constructor(system: LiveSystem, mayAsk: boolean) {
    this.system = system;
    this.mayAsk = mayAsk;
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
    await this.asking;
  }

  /** Adds the changes of a complete reading to the timeline. */
  record(ledgers: Ledgers): void {
    this.recordBreakers(ledgers.openBreakers);
    this.recordOrders(ledgers);
  }

  private async run(): Promise<void> {
    for (let reading = 0; !this.ending.signal.aborted; reading += 1) {
      const ledgers = await this.system.ledgers();
      this.samples.push(ledgers);
      this.recordOrders(ledgers);
      if (reading % readingsPerBreakerReading === 0) await this.readBreakers(ledgers);
      if (reading % readingsPerReadiness === 1) this.readReadiness();
      await this.untilWorthIt(ledgers.readAt).catch(() => undefined);
    }
  }

  private async readBreakers(ledgers: Ledgers): Promise<void> {
    const at = now();
    const { openBreakers, unreadable } = await this.system.withResilience(ledgers);
    this.recordBreakers(openBreakers);
    if (!unreadable.some((each) => each.startsWith('breakers')))
      this.breakerReadings.push({ at, notClosed: openBreakers });
  }

  /** Leaves email out, which signs in to its mail server, and services of other shops. */
  private readReadiness(): void {
    const { system } = this;
    if (!this.mayAsk || system.lab.isCounting || this.asking !== undefined) return;
    const asked = system.services.filter(isAsked);
    const urls = new Map(asked.map((name) => [name, system.address(name)]));
    this.asking = readReadiness(urls).then((readings) => {
      this.readiness.push(...readings);
      this.asking = undefined;
    });
  }

  /** State changes only through messages: if none passed, the next reading would be the same. */
  private async untilWorthIt(readAt: number): Promise<void> {
    await pause(intervalMs, this.ending.signal);
    await this.system.untilMovedSince(readAt, this.ending.signal);
  }

  private recordOrders({ orders }: Ledgers): void {
    for (const order of orders) this.recordOrder(String(order['order_id']), String(order['status']));
  }

  private recordOrder(orderId: string, status: string): void {
    if (this.statuses.get(orderId) === status) return;
    this.statuses.set(orderId, status);
    this.system.timeline.add(`order ${orderId}`, 'state', status);
  }

  private recordBreakers(open: readonly string[]): void {
    const { timeline } = this.system;
    for (const breaker of open.filter((each) => !this.breakers.has(each))) {
      this.breakers.set(breaker, now());
      this.system.saw('breaker opened');
    }
    for (const [breaker, since] of this.breakers) {
      if (open.includes(breaker)) continue;
      const [lane = '', state = ''] = breaker.split(': ');
      timeline.add(`breaker ${lane}`, 'breaker', state, since, now());
      this.breakers.delete(breaker);
    }
  }
}
