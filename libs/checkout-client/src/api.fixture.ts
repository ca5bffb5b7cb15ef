import { PassingClock } from './passing-clock.fixture.ts';
import { type Runtime } from './runtime.ts';

/** A request that the API received. */
export interface Received {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  /** Fake time, ms since the epoch. */
  readonly at: number;
}

export type Reply = (received: Received) => Promise<Response>;

/** An in-memory API and clock; replies as the test sets. */
export class FakeApi extends PassingClock {
  readonly received: Received[] = [];
  private replies: Reply[] = [];
  private waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  private keys = 0;

  readonly runtime: Runtime = {
    fetch: (input, init) => this.answer(input as string, init ?? {}),
    now: () => this.now,
    monotonicNow: () => this.now,
    random: () => 1 - Number.EPSILON,
    delay: (ms, signal) => this.delay(ms, signal),
    newKey: (ms) => `key-${(this.keys += 1)}-${ms}`,
  };

  /** Replies to the next requests; the last one stays. */
  will(...replies: Reply[]): void {
    this.replies = replies;
  }

  get keysReceived(): string[] {
    return this.received.map(({ headers }) => headers.get('idempotency-key') ?? '');
  }

  get pausesMs(): number[] {
    return this.received.slice(1).map(({ at }, index) => at - (this.received[index]?.at ?? 0));
  }

  /** Resolves once it has received `count` requests. */
  hasReceived(count: number): Promise<void> {
    if (this.received.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ count, resolve }));
  }

  private async answer(
    url: string,
    { method = 'GET', headers, body, signal }: RequestInit,
  ): Promise<Response> {
    signal?.throwIfAborted();
    const text = body === undefined ? '' : new TextDecoder().decode(body as Uint8Array);
    const received = { url, method, headers: new Headers(headers), body: text, at: this.now };
    this.received.push(received);
    for (const { count, resolve } of this.waiting) if (this.received.length >= count) resolve();
    const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
    if (reply === undefined) throw new Error('the fake API has no reply set');
    return Promise.race([reply(received), aborted(signal as AbortSignal)]);
  }
}

/** A response in JSON, or in the given media type. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return () =>
    Promise.resolve(
      new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', ...headers },
      }),
    );
}

/** A problem response with that code. */
export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  members: object = {},
): Reply {
  const body = { type: `urn:holdfast:problem:${code}`, title: code, status, code, ...members };
  return answer(status, body, { 'content-type': 'application/problem+json', ...headers });
}

/** Rejects as `fetch` does for a broken connection. */
export const broken: Reply = () => Promise.reject(new TypeError('fetch failed'));

/** Never responds. */
export const hang: Reply = () => new Promise(() => undefined);

/** Rejects on abort as `fetch` does, whatever the reply is doing. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

export const htmlPage = answer(200, '<html>Sign in to the hotel network</html>', {
  'content-type': 'text/html',
});
