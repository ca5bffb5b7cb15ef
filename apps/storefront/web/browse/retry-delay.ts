const firstMs = 4_000;
const mostMs = 30_000;

/** The wait after a number of failures: 4 s, doubled up to 30 s, and never less than Retry-After. */
export function retryDelayMs(failures: number, retryAfterMs = 0): number {
  const ownMs = Math.min(mostMs, firstMs * 2 ** Math.max(0, failures - 1));
  return Math.max(ownMs, retryAfterMs);
}

/** `Retry-After` in seconds, as ms; undefined for other forms and for more than a day. */
export function retryAfterMsOf(header: string | null): number | undefined {
  if (header === null || !/^\d{1,5}$/.test(header.trim())) return undefined;
  const seconds = Number(header);
  return seconds <= 86_400 ? seconds * 1000 : undefined;
}
