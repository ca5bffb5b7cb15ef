import { v7 as uuidv7 } from 'uuid';

/** The platform functions that the client uses. Tests pass their own. */
export interface Runtime {
  readonly fetch: typeof globalThis.fetch;
  /** Wall clock, ms since the epoch: for times in keys, their age, and dates in `Retry-After`. */
  readonly now: () => number;
  /** Monotonic clock, ms: for timeouts and deadlines. */
  readonly monotonicNow: () => number;
  /** Random number from 0 to 1, for jitter. */
  readonly random: () => number;
  /** Resolves after `ms`; rejects with the signal's reason if aborted first. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A new key with that time. Default: a UUIDv7 (RFC 9562), whose age the server can read. */
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
      // The reason may be any value.
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
