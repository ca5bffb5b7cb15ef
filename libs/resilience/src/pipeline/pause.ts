import { type Clock } from '../clock.ts';

/** Resolves after `ms`, or at once when the caller leaves meanwhile. */
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
