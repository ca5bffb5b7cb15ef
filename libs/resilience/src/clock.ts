/** Time and chance, so that a test can set both. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  now(): number;
  /** Milliseconds since the epoch: for people, and for what other processes read. Never for measuring. */
  wallNow(): number;
  /** Runs `work` once after `ms`. Returns how to clear it. */
  after(ms: number, work: () => void): () => void;
}

/** In [0, 1), as `Math.random`. */
export type Random = () => number;

/** 2^31-1 ms: past it Node fires a timer at once. */
const longestTimerMs = 2_147_483_647;

export const systemClock: Clock = {
  now: performance.now.bind(performance),
  wallNow: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(ms, longestTimerMs));
    return () => clearTimeout(timer);
  },
};
