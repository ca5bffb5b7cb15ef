import { now, pause } from './clock.ts';

export type Look<T> = () => Promise<T | undefined | false> | T | undefined | false;

/** Waits until `look` returns neither undefined nor false. Fails after `timeoutMs` with the last error. */
export async function until<T>(
  what: string,
  look: Look<T>,
  {
    timeoutMs = 10_000,
    intervalMs = 50,
    signal,
  }: { timeoutMs?: number; intervalMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const deadline = now() + timeoutMs;
  let failure: unknown;
  do {
    signal?.throwIfAborted();
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    await pause(intervalMs, signal);
  } while (now() < deadline);
  const why = failure instanceof Error ? `: ${failure.message}` : '';
  throw new Error(`Timed out after ${timeoutMs / 1_000} s waiting until ${what}${why}`, { cause: failure });
}
