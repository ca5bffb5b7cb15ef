/** 10 s: proxies and browsers give up on silent requests soon after. */
const longestWaitSeconds = 10;

/**
 * The wait for a running duplicate that `Prefer: wait=N` (RFC 7240) asks for, seconds, at most 10; undefined
 * without it.
 */
export function preferredWaitSeconds(prefer: string | string[] | undefined): number | undefined {
  if (prefer === undefined) return undefined;
  const preferences = [prefer].flat().join(',').split(',');
  const [wait] = preferences.flatMap(
    (preference) => /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:;.*)?$/i.exec(preference)?.[1] ?? [],
  );
  return wait === undefined ? undefined : Math.min(Number(wait), longestWaitSeconds);
}
