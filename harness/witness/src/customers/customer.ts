import { now, pause, sendOnce } from '@holdfast/engine';
import { v7 as uuidv7 } from 'uuid';
import { callThroughClient, type ClientCall } from './client-call.ts';
import { type DrawnOrder, twoTeas } from './drawn-orders.ts';
import { OrderTokensHeld } from './order-tokens-held.ts';
import { type CustomerResponse, type CheckOut, type Shopper } from './shopper.ts';

/** A customer leaves after 60 s without a final response, or if the next retry would be later than that. */
const patienceMs = 60_000;
const defaultTimeoutMs = 5_000;
/** The share of its timeout that a client sends as the deadline; the rest is for the network. */
const deadlineShare = 0.8;
/** Pauses double from 100 ms up to 1 s. */
const firstPauseMs = 100;
const maxPauseMs = 1_000;

export interface CustomerDeps {
  /** The edge `shopper->checkout`, or a process. */
  readonly url: string;
  /** The name of that process. Default: none, for the edge. */
  readonly pastLabTo?: string | undefined;
  readonly signal: AbortSignal;
  /** Sent with every request. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Behind the shopper's name, in the name of the customer. Default: none. */
  readonly surname?: string;
  /** Draws the order of each new key. Default: two packs of tea, paid with `pm_card_visa`. */
  readonly draw?: () => DrawnOrder;
  /**
   * The randomness of an app that uses `@holdfast/checkout-client`, for operations that are repeated until
   * they are final. Default: a retry loop of its own.
   */
  readonly clientRandom?: (() => number) | undefined;
  /** Called after each attempt. */
  readonly keep: (response: CustomerResponse) => void;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
  readonly options: CheckOut;
}

/** True if a client should retry: no response, 5xx, 429, or its own request is still in flight. */
export function isOpen(response: CustomerResponse): boolean {
  if (response.status === 0 || response.status >= 500 || response.status === 429) return true;
  return response.status === 409 && response.text.includes('idempotency_in_flight');
}

function pauseMsAfter(response: CustomerResponse, tries: number): number {
  const asked = Number(response.headers['retry-after'] ?? Number.NaN) * 1_000;
  const backoff = Math.min(maxPauseMs, firstPauseMs * 2 ** (tries - 1));
  return Number.isFinite(asked) ? asked : backoff;
}

/** True unless a scenario prescribes the attempts, or headers that the client sets itself. */
const isForClient = ({ attempts, headers }: CheckOut): boolean =>
  attempts === undefined && headers === undefined;

/** A customer whose client retries with the same key until it gets a final response. */
export class Customer implements Shopper {
  readonly name: string;
  readonly email: string;
  private readonly deps: CustomerDeps;
  private readonly tokens = new OrderTokensHeld();
  /** By key: a retry sends the same order. */
  private readonly drawn = new Map<string, DrawnOrder>();

  constructor(name: string, email: string, deps: CustomerDeps) {
    this.name = name;
    this.email = email;
    this.deps = deps;
  }

  checkOut(options: CheckOut = {}): Promise<CustomerResponse> {
    const key = options.key ?? uuidv7();
    const { surname } = this.deps;
    const name = surname === undefined ? this.name : `${this.name} ${surname}`;
    const customer = { email: this.email, name };
    const body = JSON.stringify({ customer, ...this.orderFor(key), ...options.order });
    return this.untilFinal({ method: 'POST', path: '/checkouts', body, options: { ...options, key } });
  }

  refund(orderId: string, options: Omit<CheckOut, 'order'> = {}): Promise<CustomerResponse> {
    return this.untilFinal({ method: 'POST', path: `/orders/${orderId}/refunds`, body: '{}', options });
  }

  get(path: string, options: { readonly timeoutMs?: number } = {}): Promise<CustomerResponse> {
    return this.once({ method: 'GET', path, options }, null);
  }

  send(
    method: string,
    path: string,
    options: CheckOut & { readonly body?: string } = {},
  ): Promise<CustomerResponse> {
    const body = options.body ?? (options.order === undefined ? undefined : JSON.stringify(options.order));
    return this.once({ method, path, body, options }, options.key ?? null);
  }

  private orderFor(key: string): DrawnOrder {
    const { draw = () => ({ ...twoTeas, paymentMethod: 'pm_card_visa' }) } = this.deps;
    const order = this.drawn.get(key) ?? draw();
    this.drawn.set(key, order);
    return order;
  }

  private async untilFinal(request: Request): Promise<CustomerResponse> {
    const key = request.options.key ?? uuidv7();
    const { attempts = Number.POSITIVE_INFINITY } = request.options;
    const goneAt = now() + patienceMs;
    const { clientRandom } = this.deps;
    if (clientRandom !== undefined && isForClient(request.options))
      return this.throughClient(request, { key, goneAt, random: clientRandom });
    for (let tries = 1; ; tries += 1) {
      const response = await this.once(request, key);
      const pauseMs = pauseMsAfter(response, tries);
      if (!isOpen(response) || tries >= attempts || now() + pauseMs > goneAt) return response;
      await pause(pauseMs, this.deps.signal);
    }
  }

  private throughClient(
    request: Request,
    call: Pick<ClientCall, 'key' | 'goneAt' | 'random'>,
  ): Promise<CustomerResponse> {
    const { path, body = '{}', options } = request;
    return callThroughClient({
      ...call,
      orderId: /^\/orders\/([^/]+)\/refunds$/.exec(path)?.[1],
      body,
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      signal: this.deps.signal,
      isOpen,
      send: ({ key, body: sent, timeoutMs }) => {
        const headers = { 'idempotency-key': `"${key}"`, 'x-request-timeout-ms': `${timeoutMs}` };
        return this.once({ ...request, body: sent, options: { ...options, timeoutMs, headers } }, key);
      },
    });
  }

  private async once(
    { method, path, body, options }: Request,
    key: string | null,
  ): Promise<CustomerResponse> {
    const { url, pastLabTo, signal, keep } = this.deps;
    signal.throwIfAborted();
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const ownHeaders = {
      ...this.tokens.headersFor(path),
      ...lowerCased({ ...this.deps.headers, ...options.headers }),
    };
    const headers = {
      'x-request-timeout-ms': `${Math.round(timeoutMs * deadlineShare)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...ownHeaders,
    };
    const sent = await sendOnce({
      shopper: this.name,
      url,
      method,
      path,
      key,
      body,
      headers: withoutEmpty(headers),
      sentHeaders: withoutEmpty(ownHeaders),
      timeoutMs,
      signal,
    });
    const response = { ...sent, ...(pastLabTo === undefined ? {} : { pastLabTo }) };
    this.tokens.learnFrom(response);
    keep(response);
    return response;
  }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Drops empty headers: a scenario sets one to '' to send none. */
const withoutEmpty = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
