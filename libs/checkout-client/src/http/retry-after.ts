/**
 * Milliseconds that a `Retry-After` (seconds or an HTTP date, RFC 9110) asks to wait; undefined when there is none we understand.
 * A date counts from `serverNow`, so that a device whose clock is wrong waits as long as one whose clock is right.
 */
export function parseRetryAfterMs(header: string | null, serverNow: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = httpDate(header);
  return at === undefined ? undefined : Math.max(0, at - serverNow);
}

/** The time of an HTTP date in ms since the epoch. `Date.parse` alone takes almost anything, `-1` too, for a date. */
export function httpDate(text: string | null): number | undefined {
  if (text === null || !/^[A-Za-z]{3,9}, .+ GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
