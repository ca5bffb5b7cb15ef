import { CheckoutClient, memoryStorage } from '@holdfast/checkout-client';
import { eventually } from '@holdfast/testing';
import { explain } from '../terminal.ts';

/** One HTTP request of an order, as its client saw it. */
export interface Sent {
  readonly method: string;
  readonly key: string | null;
  readonly ms: number;
  /** Undefined without a response. */
  readonly status: number | undefined;
  readonly retryAfter: string | null;
}

/** A checkout from its first request to its result. */
export interface Ordered {
  readonly name: string;
  readonly requests: readonly Sent[];
  /** The result of the client's one call; `unknown` if its retries ran out. */
  readonly first: string;
  /** The result after a pending order was polled until it settled. */
  readonly end: string;
  readonly orderId: string | undefined;
  readonly ms: number;
}

const body = {
  customer: { email: 'ada@example.com' },
  lines: [{ productId: 'prod_tea', quantity: 2 }],
  paymentMethod: 'pm_card_visa',
};

/** A fetch that records each request and its result. */
function recording(requests: Sent[]): typeof fetch {
  return async (input, init) => {
    const begun = performance.now();
    const note = (answer?: Response): void => {
      requests.push({
        method: init?.method ?? 'GET',
        key: new Headers(init?.headers).get('idempotency-key'),
        ms: performance.now() - begun,
        status: answer?.status,
        retryAfter: answer?.headers.get('retry-after') ?? null,
      });
    };
    try {
      const answer = await fetch(input, init);
      note(answer);
      return answer;
    } catch (error) {
      note();
      throw error;
    }
  };
}

/** Buys with the project's own client, and its defaults: 5 attempts with one key. */
async function order(name: string, baseUrl: string): Promise<Ordered> {
  const requests: Sent[] = [];
  const client = new CheckoutClient({
    baseUrl,
    storage: memoryStorage(),
    runtime: { fetch: recording(requests) },
  });
  const begun = performance.now();
  const ordered = { name, requests, orderId: undefined };
  try {
    const first = await client.checkout(name, body);
    const end = first.kind === 'pending' ? await client.waitForResult(first) : first;
    const orderId = 'order' in end ? end.order.orderId : undefined;
    return { ...ordered, first: first.kind, end: end.kind, orderId, ms: performance.now() - begun };
  } catch (error) {
    return { ...ordered, first: 'thrown', end: explain(error), ms: performance.now() - begun };
  }
}

/** Places orders at a steady rate, even while earlier ones are unfinished. */
export class SteadyCheckouts {
  private readonly baseUrl: string;
  private readonly timer: NodeJS.Timeout;
  private readonly begun: Promise<unknown>[] = [];
  private readonly ended: Ordered[] = [];

  /** Starts no order while ten seconds' worth are unfinished: this tests an upgrade, not overload. */
  constructor(baseUrl: string, perSecond: number) {
    this.baseUrl = baseUrl;
    const beginUnlessFull = (): void => {
      if (this.begun.length - this.ended.length < 10 * perSecond) void this.begin();
    };
    this.timer = setInterval(beginUnlessFull, 1_000 / perSecond);
  }

  /** Resolves when `count` more orders have a result. @throws Error after a minute. */
  async another(count: number): Promise<void> {
    const before = this.ended.length;
    await eventually(
      () => {
        const more = this.ended.length - before;
        if (more < count) throw new Error(`Only ${more} checkouts finished in a minute.`);
      },
      { timeoutMs: 60_000 },
    );
  }

  /** Starts no more orders, and resolves when all have a result and one last order was placed. */
  async stop(): Promise<readonly Ordered[]> {
    clearInterval(this.timer);
    await Promise.all(this.begun);
    await this.begin();
    return this.ended;
  }

  private begin(): Promise<unknown> {
    const ends = order(`order-${this.begun.length + 1}`, this.baseUrl).then((ordered) =>
      this.ended.push(ordered),
    );
    this.begun.push(ends);
    return ends;
  }
}
