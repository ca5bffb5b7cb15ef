/** Time, injectable for tests. */
export interface Clock {
  /** Monotonic milliseconds; only differences are meaningful. */
  now(): number;
  /** Milliseconds since the epoch, for display and for other processes. Do not measure with it. */
  wallNow(): number;
  /** Runs `work` once after `ms`. Returns a function that cancels it. */
  after(ms: number, work: () => void): () => void;
}

/** Returns a number in [0, 1), like `Math.random`. */
export type Random = () => number;

/** 2^31-1 ms: Node fires longer timers immediately. */
const longestTimerMs = 2_147_483_647;

export const systemClock: Clock = {
  now: performance.now.bind(performance),
  wallNow: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(ms, longestTimerMs));
    return () => clearTimeout(timer);
  },
};
