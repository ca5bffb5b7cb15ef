import { now, pause } from '../system/clock.ts';
import { type Ledgers } from '../system/ledgers.ts';
import { type LiveSystem } from '../system/live-system.ts';

/** Often enough to see an order that is paid before its charge is there; each reading costs the machine some 10 ms. */
const intervalMs = 250;
/** Every second time: asking for them costs as much again, and an open breaker that a call tries at once is only missed on the timeline. */
const readingsPerLookAtBreakers = 2;

/** Reads the ledgers while a scenario runs, and writes what changed onto its timeline. */
export class Sampler {
  readonly samples: Ledgers[] = [];
  private readonly system: LiveSystem;
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;
  private readonly breakers = new Map<string, number>();
  private readonly statuses = new Map<string, string>();

  constructor(system: LiveSystem) {
    this.system = system;
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /** Writes down what is new in a reading of everything. */
  look(ledgers: Ledgers): void {
    this.lookAtBreakers(ledgers.openBreakers);
    this.lookAtOrders(ledgers);
  }

  private async run(): Promise<void> {
    for (let reading = 0; !this.ending.signal.aborted; reading += 1) {
      const ledgers = await this.system.ledgers();
      this.samples.push(ledgers);
      this.lookAtOrders(ledgers);
      if (reading % readingsPerLookAtBreakers === 0)
        this.lookAtBreakers((await this.system.withResilience(ledgers)).openBreakers);
      await this.untilWorthIt(ledgers.readAt).catch(() => undefined);
    }
  }

  /** What state changes, it changes by messages: where none passed since the last reading, the next one would find the same. */
  private async untilWorthIt(readAt: number): Promise<void> {
    await pause(intervalMs, this.ending.signal);
    await this.system.untilMovedSince(readAt, this.ending.signal);
  }

  private lookAtOrders({ orders }: Ledgers): void {
    for (const order of orders) this.lookAtOrder(String(order['order_id']), String(order['status']));
  }

  private lookAtOrder(orderId: string, status: string): void {
    if (this.statuses.get(orderId) === status) return;
    this.statuses.set(orderId, status);
    this.system.timeline.add(`order ${orderId}`, 'state', status);
  }

  private lookAtBreakers(open: readonly string[]): void {
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
