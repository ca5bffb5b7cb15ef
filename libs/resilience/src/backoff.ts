/** 100 ms and 1 s: AWS SDK's base and gRPC's example cap. */
const baseMs = 100;
const capMs = 1_000;

/** Full jitter before retry `n` (1-based): anywhere between 0 and min(1 s, 100 ms × 2^(n-1)). */
export function retryDelayMs(n: number, random: () => number = Math.random): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** (n - 1)));
}
