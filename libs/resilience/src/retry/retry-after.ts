/**
 * Milliseconds that a `Retry-After` header asks to wait; undefined when it is absent or unreadable. A date that has passed is 0.
 * Only whole seconds and HTTP's fixed date format (RFC 9110: `Sun, 06 Nov 1994 08:49:37 GMT`) are read, because `Number` and
 * `Date.parse` take far more than that for an answer: `0x10`, `1e9`, and `-5` as a day in 2001.
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

/** `toUTCString` writes exactly the fixed format, so what it does not write back, such as the 31st of February, is not a date. */
function fixedDate(text: string): number | undefined {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toUTCString() === text ? at : undefined;
}
