import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '@holdfast/fault-proxy';

export { now };

/** Rejects with the signal's reason once it is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    signal?.throwIfAborted();
  }
}

/** The time, and how to let it pass: a fixture passes minutes in no time. */
export interface Clock {
  now(): number;
  /** Rejects with the signal's reason once it is aborted. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: Clock = { now, pause };
