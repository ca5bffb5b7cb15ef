import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** The longest wait, ms. Default 30,000. */
  readonly timeoutMs?: number;
  /** The pause between attempts, ms. Default 25. */
  readonly intervalMs?: number;
}

/**
 * Repeats an assertion until it stops throwing, and resolves to its result. Rethrows its last error after the
 * timeout.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 30_000, intervalMs = 25 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await sleep(intervalMs);
  }
}
