import { pause } from '@holdfast/witness';
import { type Scenario } from '../scenario/scenario.ts';
import { NotHit } from '../system/not-hit.ts';
import { type System } from '../system/system.ts';
import { aborted } from './aborted.ts';

/** A scenario that runs longer than 180 s hangs, and fails. */
const maxRunMs = 180_000;

export interface Acted {
  /** Reasons why the scenario proves nothing. */
  readonly voids: readonly string[];
  /** Failures of its own assertions. */
  readonly assertions: readonly string[];
}

/** Runs the scenario itself. Rejects only if the signal is aborted. */
export async function act(scenario: Scenario, system: System, signal: AbortSignal): Promise<Acted> {
  const late = new AbortController();
  const tooLong = pause(maxRunMs, late.signal).then(() => {
    throw new Error(`The scenario did not end within ${maxRunMs / 1_000} s.`);
  });
  try {
    await Promise.race([scenario.run(system), tooLong, aborted(signal)]);
    return { voids: [], assertions: [] };
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof NotHit
      ? { voids: [message], assertions: [] }
      : { voids: [], assertions: [message] };
  } finally {
    late.abort();
    tooLong.catch(() => undefined);
  }
}
