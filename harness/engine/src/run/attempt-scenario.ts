import { NotHit } from '../lab/not-hit.ts';
import { pause } from '../waiting/clock.ts';
import { aborted } from './aborted.ts';

/** 180 s: a scenario that runs longer hangs, and fails. */
const maxRunMs = 180_000;

/** The text of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The reasons why a scenario's own part proves nothing, or failed. */
export interface Attempted {
  readonly voids: readonly string[];
  readonly assertions: readonly string[];
}

/**
 * Runs a scenario's own part. A strike that hits nothing voids it; any other error, or 180 s, fails it.
 * Rejects only if the signal is aborted.
 */
export async function attemptScenario(run: () => Promise<void>, signal: AbortSignal): Promise<Attempted> {
  const late = new AbortController();
  const tooLong = pause(maxRunMs, late.signal).then(() => {
    throw new Error(`The scenario did not end within ${maxRunMs / 1_000} s.`);
  });
  try {
    await Promise.race([run(), tooLong, aborted(signal)]);
    return { voids: [], assertions: [] };
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof NotHit
      ? { voids: [error.message], assertions: [] }
      : { voids: [], assertions: [messageOf(error)] };
  } finally {
    late.abort();
    tooLong.catch(() => undefined);
  }
}
