import { type ServiceProcess } from '@holdfast/testing';
import { v7 as uuidv7 } from 'uuid';
import { type Duration, measure, type Slice } from '../measure/closed-loop.ts';
import { cpuSeconds } from '../measure/cpu-time.ts';
import { HttpConnection } from '../measure/http-connection.ts';
import { type ServerName, type Traffic } from './experiments.ts';
import { type Books } from './ledger.ts';
import { checkOut, placeOrder, Requests } from './traffic.ts';

const preparingClients = 32;

export interface Measurement {
  readonly traffic: Traffic;
  readonly concurrency: number;
  readonly duration: Duration;
}

/**
 * A contender's server. It is paused (SIGSTOP) between its turns, so that it takes no CPU from the others.
 */
export class ContenderProcess {
  private readonly requests: Requests;

  constructor(
    readonly name: ServerName,
    readonly books: Books,
    private readonly service: ServiceProcess,
    private readonly postgresPid: number,
  ) {
    this.requests = new Requests(books.done);
    this.service.pause();
  }

  /** Checks that a repeated request changes nothing, and places the orders to be requested again. */
  async prepare(orders: number): Promise<void> {
    this.service.resume();
    if (this.name !== 'plain') {
      await this.assertAnswersTwice(placeOrder(uuidv7()));
      await this.assertAnswersTwice(checkOut(uuidv7()));
      this.books.orders += 1;
      this.books.checkouts += 1;
    }
    await Promise.all(Array.from({ length: preparingClients }, () => this.placeUntil(orders)));
    this.service.pause();
  }

  /** Runs one turn: load of one kind for a while. */
  async run({ traffic, concurrency, duration }: Measurement, signal: AbortSignal): Promise<Slice> {
    this.service.resume();
    const load = { port: this.service.port, next: this.requests.of(traffic), concurrency };
    const readCpu = (): Slice['cpu'] => ({
      server: cpuSeconds(this.service.pid),
      stores: cpuSeconds(this.postgresPid),
    });
    try {
      const slice = await measure(load, duration, readCpu, signal);
      if (traffic === 'order') this.books.orders += slice.answered;
      if (traffic === 'checkout') this.books.checkouts += slice.answered;
      return slice;
    } catch (error) {
      signal.throwIfAborted();
      throw new Error(`${this.name} failed under load. Its log:\n${this.service.logs()}`, { cause: error });
    } finally {
      this.service.pause();
    }
  }

  private async placeUntil(orders: number): Promise<void> {
    const { done } = this.books;
    const connection = await HttpConnection.open(this.service.port);
    while (done.length < orders) {
      const key = uuidv7();
      const { orderId } = JSON.parse(await this.ask(connection, placeOrder(key))) as { orderId: string };
      done.push({ key, orderId });
      this.books.orders += 1;
    }
    connection.close();
  }

  private async assertAnswersTwice(request: string): Promise<void> {
    const connection = await HttpConnection.open(this.service.port);
    const [first, second] = [await this.ask(connection, request), await this.ask(connection, request)];
    connection.close();
    if (first !== second)
      throw new Error(`${this.name} is not idempotent: it returned ${first}, then ${second}`);
  }

  private async ask(connection: HttpConnection, request: string): Promise<string> {
    const { status, body } = await connection.send(request);
    if (status !== 201)
      throw new Error(`${this.name} returned ${status}: ${body}\nIts log:\n${this.service.logs()}`);
    return body;
  }
}
