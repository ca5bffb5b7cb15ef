import { type Clock } from '../clock.ts';

/** Resolves after `ms`, or immediately if the caller leaves. */
export function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms <= 0 || signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clear();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const clear = clock.after(ms, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
