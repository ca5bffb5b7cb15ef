/**
 * Milliseconds that a `Retry-After` header asks to wait; undefined if absent or unreadable, 0 for a past
 * date. Reads only whole seconds and the fixed date format of HTTP (RFC 9110: `Sun, 06 Nov 1994 08:49:37
 * GMT`), because `Number` and `Date.parse` accept much more: `0x10`, `1e9`, and `-5` as a day in 2001.
 */
export function retryAfterMs(
  header: string | readonly string[] | undefined,
  wallNow: number,
): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = fixedDate(header);
  return at === undefined ? undefined : Math.max(0, at - wallNow);
}

/**
 * `toUTCString` writes exactly this format; text that it does not reproduce, such as February 31, is not a
 * date.
 */
function fixedDate(text: string): number | undefined {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toUTCString() === text ? at : undefined;
}
