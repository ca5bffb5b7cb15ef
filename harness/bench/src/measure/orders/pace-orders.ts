import { HttpConnection } from '../http-connection.ts';
import { type Basket, requestOf } from './basket.ts';

/**
 * Places orders at a steady pace, whether or not earlier ones have a response: customers do not wait for each
 * other. Latencies count from the moment at which an order was due.
 */
export class OrderPacer {
  private readonly idle: HttpConnection[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private begun = performance.now();
  private latenciesMs: number[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sent = 0;
  /** Orders with a response. */
  placed = 0;
  /** Responses other than 201, by status; 0: no response. */
  readonly others = new Map<number, number>();

  /** `port` is that of checkout. */
  constructor(
    private readonly port: number,
    private readonly perSecond: number,
    private readonly next: () => Basket,
  ) {
    this.schedule();
  }

  /** The latencies since the last call, sorted. */
  takeLatencies(): Float64Array {
    const taken = Float64Array.from(this.latenciesMs).sort();
    this.latenciesMs = [];
    return taken;
  }

  /** Does `work` while no order is due or without a response. */
  async whilePaused<T>(work: () => Promise<T>): Promise<T> {
    const pausedAt = performance.now();
    clearTimeout(this.timer);
    await Promise.all(this.inFlight);
    const result = await work();
    this.begun += performance.now() - pausedAt;
    this.schedule();
    return result;
  }

  /** Stops placing orders; resolves when each has a response. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await Promise.all(this.inFlight);
    for (const connection of this.idle) connection.close();
  }

  private schedule(): void {
    const inMs = Math.max(0, this.dueAt(this.sent) - performance.now());
    this.timer = setTimeout(() => this.sendDue(), inMs);
  }

  private dueAt(order: number): number {
    return this.begun + (order * 1_000) / this.perSecond;
  }

  private sendDue(): void {
    for (; this.dueAt(this.sent) <= performance.now(); this.sent += 1) {
      const work = this.place(this.dueAt(this.sent)).finally(() => this.inFlight.delete(work));
      this.inFlight.add(work);
    }
    this.schedule();
  }

  private async place(dueAt: number): Promise<void> {
    const status = await this.send().catch(() => 0);
    this.placed += 1;
    this.latenciesMs.push(performance.now() - dueAt);
    if (status !== 201) this.others.set(status, (this.others.get(status) ?? 0) + 1);
  }

  private async send(): Promise<number> {
    let connection = this.idle.pop();
    while (connection?.isOpen === false) connection = this.idle.pop();
    connection ??= await HttpConnection.open(this.port);
    const { status } = await connection.send(requestOf(this.next()));
    this.idle.push(connection);
    return status;
  }
}
