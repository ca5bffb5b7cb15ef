import path from 'node:path';
import { LabEvents } from '@holdfast/engine';
import { type ArmedStrike, LabClient, type Message } from '@holdfast/lab-api';
import { freePortBase, type LocalStack, pathWithRedis } from '@holdfast/local-stack';
import { workerPorts } from '@holdfast/testing';
import { until } from '@holdfast/witness';
import { variedBasket } from '../measure/orders/basket.ts';
import { placeOrders } from '../measure/orders/place-orders.ts';
import { serviceNames } from '../measure/process-names.ts';
import { checkoutPort, removeBenchStack, startBenchStack } from '../measure/stack/bench-stack.ts';
import { liveMemory, probeEnvironment } from '../measure/stack/live-memory.ts';
import { handledMessages } from '../measure/stack/service-metrics.ts';
import { WorkReader } from '../measure/stack/work-left.ts';
import { serverSettings, withoutPolls } from './counted-stack.settings.ts';
import { DiskWriteCounter } from './disk-writes.ts';
import { type Counts, type OrderWire, orderWireOf } from './order-wire.ts';

/** Longer than a message takes to cause the next one. */
const calmMs = 400;

const longestOrderMs = 600_000;

export interface CountedOrder extends OrderWire {
  /** Transactions that wrote, by database. */
  readonly commits: Counts;
  /** Handled messages, by queue. */
  readonly jobs: Counts;
}

interface Tools {
  readonly stack: LocalStack;
  readonly work: WorkReader;
  readonly wire: LabEvents;
  readonly disk: DiskWriteCounter;
  /** The folder to which services write about their memory. */
  readonly memory: string;
}

/** A stack behind the lab, without background work, that counts what orders cause. */
export class CountedStack {
  private readonly signal = new AbortController().signal;

  private constructor(private readonly tools: Tools) {}

  static async start(dataDir: string, searchPath: string): Promise<CountedStack> {
    const memory = path.join(dataDir, 'memory');
    const stack = await startBenchStack({
      failureLab: 'on',
      portBase: await freePortBase(workerPorts()),
      dataDir,
      searchPath: pathWithRedis(searchPath),
      labObserves: false,
      postgres: serverSettings,
      environment: withoutPolls(probeEnvironment(memory)),
    });
    const wire = new LabEvents();
    await wire.open(stack.labUrl, { background: true });
    const disk = await DiskWriteCounter.open(stack.addresses.postgres);
    return new CountedStack({ stack, wire, disk, memory, work: new WorkReader(stack) });
  }

  /** Places orders and waits until everything they cause is done. */
  async place(orders: number, clients: number): Promise<void> {
    await this.order(orders, clients);
    await this.tools.work.untilDrained(this.signal);
    await this.untilCalm();
  }

  /**
   * Places one order and counts everything it causes. Its parts happen one after another: messages of
   * payments after the response, suggestions after the receipt, webhooks last. Else they may share a
   * statement, or find work of another part undone.
   */
  async countOne(): Promise<CountedOrder> {
    const { wire, disk } = this.tools;
    const [position, jobs] = [await disk.position(), await this.jobs()];
    wire.forget();
    await this.placeInOrder();
    const jobsAfter = await this.jobs();
    return {
      ...orderWireOf(this.requests()),
      commits: await disk.commitsSince(position),
      jobs: Object.fromEntries(
        Object.entries(jobsAfter).map(([queue, count]) => [queue, count - (jobs[queue] ?? 0)]),
      ),
    };
  }

  /** The fsyncs that one order waits for, from a session that commits. */
  fsyncsOfOne(): Promise<number> {
    return this.fsyncsOf(() => this.placeInOrder());
  }

  /** The same for each of many orders, most with 32 clients. The first ones open connections again. */
  async fsyncsPerOrder(): Promise<number> {
    const steps = [
      { orders: 8, clients: 2 },
      { orders: 24, clients: 8 },
      { orders: 128, clients: 32 },
    ];
    const fsyncs = await this.fsyncsOf(async () => {
      for (const { orders, clients } of steps) await this.place(orders, clients);
    });
    return fsyncs / steps.reduce((sum, { orders }) => sum + orders, 0);
  }

  /** The promises that each service still holds. */
  async promises(): Promise<Counts> {
    const { stack, memory } = this.tools;
    const live = await liveMemory(stack, memory);
    return Object.fromEntries(Object.entries(live).map(([service, { promises }]) => [service, promises]));
  }

  private async fsyncsOf(work: () => Promise<void>): Promise<number> {
    const before = await this.tools.disk.fsyncs();
    await work();
    return (await this.tools.disk.fsyncs()) - before;
  }

  async remove(): Promise<void> {
    const { stack, wire, disk, work } = this.tools;
    wire.close();
    await disk.close();
    await work.close();
    await removeBenchStack(stack);
  }

  private async order(orders: number, clients: number): Promise<void> {
    const port = checkoutPort(this.tools.stack);
    await placeOrders({ port, orders, clients, next: variedBasket, signal: this.signal });
  }

  private async placeInOrder(): Promise<void> {
    const { stack, work } = this.tools;
    const lab = new LabClient(stack.labUrl);
    const hold = (edge: string): Promise<ArmedStrike> =>
      lab.strike({ edge, direction: 'request', action: { kind: 'hold' } });
    const [messages, suggestions] = [await hold('payments->redis'), await hold('recommendations->postgres')];
    await this.webhooksWait();
    await this.order(1, 1);
    await lab.disarm(messages.strikeId);
    await this.untilCalm();
    await lab.disarm(suggestions.strikeId);
    await work.untilDrained(this.signal, { isWithoutWebhooks: true });
    await this.untilCalm();
    await this.webhooksMayGo();
    await work.untilDrained(this.signal);
    await this.untilCalm();
  }

  /** Until they may go; then they are delivered one after another. */
  private async webhooksWait(): Promise<void> {
    const body = JSON.stringify({ route: 'webhooks', fault: 'reorder', ms: longestOrderMs });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.faultsUrl, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`The simulator does not withhold webhooks: ${await response.text()}`);
  }

  private async webhooksMayGo(): Promise<void> {
    await fetch(this.faultsUrl, { method: 'DELETE' });
  }

  private get faultsUrl(): string {
    return `${this.tools.stack.addresses['stripe-simulator']}/_simulator/faults`;
  }

  private jobs(): Promise<Counts> {
    return handledMessages(serviceNames.map((name) => this.tools.stack.address(name)));
  }

  private requests(): Message[] {
    return this.tools.wire
      .since(-Infinity)
      .flatMap((event) =>
        event.type === 'message' && event.message.direction === 'request' ? [event.message] : [],
      );
  }

  private async untilCalm(): Promise<void> {
    let [seen, since] = [-1, 0];
    await until('no message of an order passes', () => {
      const passed = orderWireOf(this.requests()).total;
      if (passed !== seen) [seen, since] = [passed, performance.now()];
      return performance.now() - since > calmMs;
    });
  }
}
