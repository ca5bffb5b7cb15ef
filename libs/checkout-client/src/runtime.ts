import { v7 as uuidv7 } from 'uuid';

/** What the client takes from its surroundings. Tests pass their own; the default is the platform's. */
export interface Runtime {
  readonly fetch: typeof globalThis.fetch;
  /** The wall clock, ms since the epoch: the time in keys, their age, dates in `Retry-After`. */
  readonly now: () => number;
  /** A clock that nobody sets, ms: timeouts and deadlines. */
  readonly monotonicNow: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when that is aborted first. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A new key of that time; the default is a UUIDv7 (RFC 9562), whose age the server can read. */
  readonly newKey: (ms: number) => string;
}

export const platform: Runtime = {
  fetch: (...request) => globalThis.fetch(...request),
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  random: () => Math.random(),
  delay,
  newKey: (ms) => uuidv7({ msecs: ms }),
};

function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      // The reason is whatever the one who aborts chose.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
