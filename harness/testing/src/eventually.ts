import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** The longest wait, ms. Default 30,000. */
  readonly timeoutMs?: number;
  /**
   * The pause between attempts, ms. Default 25 in the first second, then 100: a failed expectation costs up
   * to 10 ms of CPU.
   */
  readonly intervalMs?: number;
}

const pauseMs = (waitedMs: number): number => (waitedMs < 1_000 ? 25 : 100);

/**
 * Repeats an assertion until it stops throwing, and resolves to its result. Rethrows its last error after the
 * timeout.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 30_000, intervalMs }: EventuallyOptions = {},
): Promise<T> {
  const begunAt = performance.now();
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() - begunAt >= timeoutMs) throw error;
    }
    await sleep(intervalMs ?? pauseMs(performance.now() - begunAt));
  }
}
