import { now, pause } from './clock.ts';

/** The end of a wait for rest. */
export interface Rest<Reading> {
  /** Undefined if the system did not come to rest in time. */
  readonly quietAt: number | undefined;
  readonly ledgers: Reading;
  readonly unfinished: readonly string[];
}

/** The readings and signals that rest is detected from. */
export interface Watched<Reading> {
  /** Without breakers, which are expensive to read. */
  ledgers(): Promise<Reading>;
  /** Adds the breakers; returns the reading itself if there are none to read. */
  withResilience(ledgers: Reading): Promise<Reading>;
  /**
   * Resolves when no messages pass between processes, or after a short timeout: reading earlier would be
   * wasted work.
   */
  untilCalm(): Promise<void>;
  /** Resolves when messages have passed and it is calm again, or after a short timeout. */
  untilMoved(): Promise<void>;
}

/** The meaning of a reading. */
export interface ReadingRules<Reading> {
  /** Everything that is still in progress, one sentence each. */
  readonly unfinishedIn: (ledgers: Reading) => readonly string[];
  /** The parts in which two consecutive readings must agree. */
  readonly fingerprintOf: (ledgers: Reading) => string;
}

export interface RestOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * Traffic without which some work never ends, such as an open breaker's probe. Sent while nothing but such
   * work is left, with the number of earlier rounds. Default: none.
   */
  readonly traffic?: {
    readonly isNeeded: (unfinished: string) => boolean;
    readonly send: (round: number) => Promise<unknown>;
  };
}

/** Between the two readings that must agree: several times the latency of a message. */
const pauseMs = 60;

/**
 * Waits until nothing is in progress and two consecutive readings agree. Breakers are read only once all else
 * is quiet.
 */
export async function awaitRest<Reading extends { readonly readAt: number }>(
  watched: Watched<Reading>,
  { unfinishedIn, fingerprintOf }: ReadingRules<Reading>,
  { timeoutMs, signal, traffic }: RestOptions,
): Promise<Rest<Reading>> {
  const deadline = now() + timeoutMs;
  let before: Reading | undefined;
  let round = 0;
  await watched.untilCalm();
  for (;;) {
    const ledgers = await watched.ledgers();
    const isLate = now() > deadline;
    const isBusy = unfinishedIn(ledgers).length > 0;
    const isAsBefore = before !== undefined && fingerprintOf(before) === fingerprintOf(ledgers);
    if (isLate || (!isBusy && isAsBefore)) {
      const whole = await watched.withResilience(ledgers);
      const unfinished = unfinishedIn(whole);
      if (unfinished.length === 0 && isAsBefore)
        return { quietAt: before?.readAt, ledgers: whole, unfinished };
      if (isLate) return { quietAt: undefined, ledgers: whole, unfinished };
      if (traffic !== undefined && unfinished.every(traffic.isNeeded)) await traffic.send(round++);
    }
    before = isBusy ? undefined : ledgers;
    await (isBusy ? watched.untilMoved() : pause(pauseMs, signal));
  }
}
