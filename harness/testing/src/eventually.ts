import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long to wait at most, in milliseconds. Default 15000. */
  readonly timeoutMs?: number;
  /** Pause between two looks, in milliseconds. Default 25. */
  readonly intervalMs?: number;
}

/** Repeats an assertion until it stops throwing and resolves to what it returns; after the timeout rethrows its last error. */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 15_000, intervalMs = 25 }: EventuallyOptions = {},
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
