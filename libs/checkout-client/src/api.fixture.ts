import { PassingClock } from './passing-clock.fixture.ts';
import { type Runtime } from './runtime.ts';

/** What the API was sent. */
export interface Received {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  /** Fake time, ms since the epoch. */
  readonly at: number;
}

export type Reply = (received: Received) => Promise<Response>;

/** An API and a clock in memory: it replies as it was told. */
export class FakeApi extends PassingClock {
  readonly received: Received[] = [];
  private replies: Reply[] = [];
  private waiting: { readonly count: number; readonly tell: () => void }[] = [];
  private keys = 0;

  readonly runtime: Runtime = {
    fetch: (input, init) => this.answer(input as string, init ?? {}),
    now: () => this.now,
    monotonicNow: () => this.now,
    random: () => 1 - Number.EPSILON,
    delay: (ms, signal) => this.delay(ms, signal),
    newKey: (ms) => `key-${(this.keys += 1)}-${ms}`,
  };

  /** How it treats the next requests; the last reply stays. */
  will(...replies: Reply[]): void {
    this.replies = replies;
  }

  get keysReceived(): string[] {
    return this.received.map(({ headers }) => headers.get('idempotency-key') ?? '');
  }

  get pausesMs(): number[] {
    return this.received.slice(1).map(({ at }, index) => at - (this.received[index]?.at ?? 0));
  }

  /** Until so many requests have been received. */
  hasReceived(count: number): Promise<void> {
    if (this.received.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ count, tell: resolve }));
  }

  private async answer(
    url: string,
    { method = 'GET', headers, body, signal }: RequestInit,
  ): Promise<Response> {
    signal?.throwIfAborted();
    const text = body === undefined ? '' : new TextDecoder().decode(body as Uint8Array);
    const received = { url, method, headers: new Headers(headers), body: text, at: this.now };
    this.received.push(received);
    for (const { count, tell } of this.waiting) if (this.received.length >= count) tell();
    const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
    if (reply === undefined) throw new Error('the fake API was not told what to do');
    return Promise.race([reply(received), aborted(signal as AbortSignal)]);
  }
}

/** An answer in JSON, or in the given media type. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return () =>
    Promise.resolve(
      new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', ...headers },
      }),
    );
}

/** A problem document of that code. */
export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  members: object = {},
): Reply {
  const body = { type: `urn:holdfast:problem:${code}`, title: code, status, code, ...members };
  return answer(status, body, { 'content-type': 'application/problem+json', ...headers });
}

/** The connection breaks: what `fetch` does then. */
export const broken: Reply = () => Promise.reject(new TypeError('fetch failed'));

/** No answer ever comes. */
export const hang: Reply = () => new Promise(() => undefined);

/** As `fetch` does, whatever the reply is doing. */
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
