import { bodyOf, Customer, type CustomerResponse, now, pause, type SeededRandom } from '@holdfast/witness';

/** The name of the suite's own readers of orders. */
export const readerName = 'reader';

/** 400 ms: about as long as an order takes until its receipt is sent. */
const withinMs = 400;
/** Longer than any statement may take. */
const timeoutMs = 3_000;
/** 250 ms between two rounds while the system comes to rest. */
const betweenRoundsMs = 250;
const mostPerRound = 20;

export interface Instance {
  readonly name: string;
  /** Its direct address. */
  readonly url: string;
}

export interface OrderReadersDeps {
  /** All instances of checkout: any of them must show what another one has confirmed. */
  readonly instances: readonly Instance[];
  readonly random: SeededRandom;
  readonly signal: AbortSignal;
  /** False while reads would disturb the scenario. */
  readonly mayRead: () => boolean;
  readonly keep: (response: CustomerResponse) => void;
}

/** The customers' other devices: they read orders at random moments, for the invariants to compare. */
export class OrderReaders {
  private readonly deps: OrderReadersDeps;
  private readonly tokens = new Map<string, string>();
  private readonly reading = new Set<Promise<unknown>>();
  private waiting = 0;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(deps: OrderReadersDeps) {
    this.deps = deps;
  }

  /**
   * Reads the order of a response immediately or a little later, or not at all. While it is in progress, a
   * view can say too much: then it is read immediately, with its history.
   */
  async after(response: CustomerResponse): Promise<void> {
    const { random, signal } = this.deps;
    const orderId = this.orderIn(response);
    if (orderId === undefined) return;
    if (isInProgress(response) && this.isFree)
      await Promise.all(parts.map((part) => this.read(orderId, part)));
    const delays = [0, random.between(1, withinMs)].filter(() => random.isLucky(0.5));
    await Promise.all(
      delays.map(async (delayMs) => {
        if (delayMs > 0) await pause(delayMs, signal);
        if (this.isFree) await this.read(orderId);
      }),
    );
  }

  /** Reads every order and its history, or some of many. Does nothing right after another round. */
  async round(): Promise<void> {
    if (now() - this.readAt < betweenRoundsMs) return;
    const orders = [...this.tokens.keys()];
    const share = mostPerRound / Math.max(mostPerRound, orders.length);
    await Promise.all(this.deps.random.some(orders, share).map((orderId) => this.read(orderId)));
    this.readAt = now();
  }

  /** Lets an act that counts messages begin while nothing is being read. */
  async yieldTo<T>(act: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    try {
      await Promise.allSettled(this.reading);
      return await act();
    } finally {
      this.waiting -= 1;
    }
  }

  private get isFree(): boolean {
    return this.deps.mayRead() && this.waiting === 0;
  }

  private orderIn(response: CustomerResponse): string | undefined {
    const { method, path, status } = response;
    if (method !== 'POST' || status === 0) return undefined;
    if (path !== '/checkouts') return this.known(/^\/orders\/([^/]+)\/refunds$/.exec(path)?.[1]);
    const { orderId, accessToken } = isJson(response) ? bodyOf(response) : {};
    if (typeof orderId !== 'string' || typeof accessToken !== 'string') return undefined;
    this.tokens.set(orderId, accessToken);
    return orderId;
  }

  private known(orderId: string | undefined): string | undefined {
    return orderId !== undefined && this.tokens.has(orderId) ? orderId : undefined;
  }

  private async read(orderId: string, part = this.deps.random.isLucky(0.3) ? '/history' : ''): Promise<void> {
    const { instances, random, signal, keep } = this.deps;
    const { name, url } = random.pick(instances);
    const reader = new Customer(readerName, '', { url, pastLabTo: name, signal, keep });
    const headers = { authorization: `Bearer ${this.tokens.get(orderId) ?? ''}` };
    const reading = reader.send('GET', `/orders/${orderId}${part}`, { headers, timeoutMs });
    this.reading.add(reading);
    await reading.finally(() => this.reading.delete(reading));
  }
}

const parts = ['', '/history'];

/** A payment or a refund without a result. */
const isInProgress = (response: CustomerResponse): boolean =>
  response.status === 202 || (response.status === 201 && bodyOf(response)['status'] === 'pending');

const isJson = ({ headers, failure }: CustomerResponse): boolean =>
  failure === null && /\bjson\b/.test(headers['content-type'] ?? '');
