import { type Checkout, CheckoutClient, memoryStorage } from '@holdfast/checkout-client';
import { now, pause } from '@holdfast/engine';
import { type CustomerResponse } from './shopper.ts';

/** Shorter pauses than the client's defaults, like those of all customers of the suite. */
const attempts = 5;
const backoff = { backoffBaseMs: 100, backoffCapMs: 1_000 };
/** 1 s until the customer presses the button again, if the server does not ask for more. */
const secondLookMs = 1_000;

/** An attempt as the client wants it sent. */
export interface ClientAttempt {
  readonly key: string;
  readonly body: string;
  readonly timeoutMs: number;
}

/** The outcome of a call, as the app gets it from the client. */
interface Said {
  readonly kind: string;
  readonly retryAfterMs?: number | undefined;
  /** False only if no request with this key had an effect. */
  readonly mayHaveRun?: boolean;
}

export interface ClientCall {
  readonly key: string;
  /** The order to refund; undefined for a checkout. */
  readonly orderId: string | undefined;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly goneAt: number;
  readonly random: () => number;
  /** Sends one attempt and keeps its response. */
  readonly send: (attempt: ClientAttempt) => Promise<CustomerResponse>;
  readonly isOpen: (response: CustomerResponse) => boolean;
}

/**
 * One operation of a customer whose app uses `@holdfast/checkout-client`. If the client gives up, the
 * customer tries again with the same name, which keeps the key.
 */
export async function callThroughClient(call: ClientCall): Promise<CustomerResponse> {
  const { key, orderId, body, signal, goneAt, isOpen } = call;
  const wire = new Wire(call);
  const client = clientOf(call, wire);
  const ask = (): Promise<Said> =>
    orderId === undefined
      ? client.checkout(key, JSON.parse(body) as Checkout, { signal })
      : client.refund(orderId, key, JSON.parse(body) as object, { signal });
  for (;;) {
    const outcome = await ask();
    if (wire.hasLost && outcome.mayHaveRun === false)
      throw new Error(`after a lost response, the client says that nothing ran under the key ${key}`);
    const response = wire.last;
    if (response === undefined) throw new Error(`the client sent nothing for key ${key}: ${outcome.kind}`);
    const pauseMs = Math.max(secondLookMs, outcome.retryAfterMs ?? 0);
    if (!isOpen(response) || now() + pauseMs > goneAt) return response;
    await pause(pauseMs, signal);
  }
}

function clientOf({ key, timeoutMs, random }: ClientCall, wire: Wire): CheckoutClient {
  return new CheckoutClient({
    baseUrl: 'http://shop.example',
    storage: memoryStorage(),
    attempts,
    attemptTimeoutMs: timeoutMs,
    deadlineMs: attempts * (timeoutMs + 2 * backoff.backoffCapMs),
    ...backoff,
    runtime: { fetch: (_url, init) => wire.fetch(init ?? {}), random, newKey: () => key },
  });
}

/** The customer's connection in place of `fetch`. */
class Wire {
  last: CustomerResponse | undefined;
  /** True once a request has had no response: it may have run. */
  hasLost = false;

  constructor(private readonly call: ClientCall) {}

  /** The attempt's own time limit replaces the signal: it ends together with the client's. */
  async fetch({ headers: sent, body }: RequestInit): Promise<Response> {
    const headers = new Headers(sent);
    this.last = await this.call.send({
      key: (headers.get('idempotency-key') ?? '').replace(/^"(.*)"$/, '$1'),
      body: new TextDecoder().decode(body as Uint8Array),
      timeoutMs: Number(headers.get('x-request-timeout-ms')),
    });
    this.call.signal.throwIfAborted();
    const { status, text, failure, headers: received } = this.last;
    this.hasLost ||= failure !== null;
    if (failure !== null) throw new TypeError(failure);
    return new Response(text, { status, headers: received });
  }
}
