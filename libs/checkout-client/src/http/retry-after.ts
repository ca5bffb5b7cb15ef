/**
 * Milliseconds that a `Retry-After` (seconds or HTTP date, RFC 9110) asks to wait; undefined if absent or
 * unreadable. A date counts from `serverNow`, so that a wrong device clock does not change the wait.
 */
export function parseRetryAfterMs(header: string | null, serverNow: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = httpDate(header);
  return at === undefined ? undefined : Math.max(0, at - serverNow);
}

/** An HTTP date in ms since the epoch. `Date.parse` alone accepts almost anything, even `-1`. */
export function httpDate(text: string | null): number | undefined {
  if (text === null || !/^[A-Za-z]{3,9}, .+ GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
