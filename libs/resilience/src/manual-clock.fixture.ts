import { type Clock } from './clock.ts';

export interface ManualClock extends Clock {
  /** Advances both clocks and fires due timers in order, including ones set meanwhile. */
  advance(ms: number): void;
  /** Steps only the wall clock, as a time server may. */
  stepWall(ms: number): void;
  /** Timers neither fired nor cleared. */
  readonly timers: number;
}

interface Timer {
  readonly dueAt: number;
  readonly work: () => void;
}

/** A clock that moves only when a test advances it. */
export function manualClock(startAt = Date.UTC(2026, 0, 1)): ManualClock {
  const timers = new Set<Timer>();
  let nowMs = 5_000;
  let wallOffsetMs = startAt - nowMs;

  const earliestBefore = (endMs: number): Timer | undefined =>
    [...timers].filter(({ dueAt }) => dueAt <= endMs).sort((a, b) => a.dueAt - b.dueAt)[0];

  return {
    now: () => nowMs,
    wallNow: () => nowMs + wallOffsetMs,
    after: (ms, work) => {
      const timer = { dueAt: nowMs + Math.max(0, ms), work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: (ms) => {
      const endMs = nowMs + ms;
      for (let timer = earliestBefore(endMs); timer !== undefined; timer = earliestBefore(endMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueAt);
        timer.work();
      }
      nowMs = endMs;
    },
    stepWall: (ms) => void (wallOffsetMs += ms),
    get timers() {
      return timers.size;
    },
  };
}
