/** Cache limits of a caller. */
export interface CallerLimits {
  /** Accept no cached value: live, or a labeled default. */
  readonly noCache?: boolean;
  /** How long a value may have been stale, ms. Default: as long as the chain keeps it. */
  readonly maxStaleMs?: number;
}

/** Reads `no-cache` and `max-stale` from a request's `Cache-Control`; ignores everything else. */
export function callerLimits(cacheControl: string | undefined): CallerLimits {
  const directives = directivesOf(cacheControl);
  const maxStale = directives.get('max-stale') ?? '';
  return {
    ...(directives.has('no-cache') ? { noCache: true } : {}),
    ...(/^\d+$/.test(maxStale) ? { maxStaleMs: Number(maxStale) * 1_000 } : {}),
  };
}

function directivesOf(cacheControl = ''): ReadonlyMap<string, string> {
  return new Map(
    cacheControl.split(',').map((directive) => {
      const [name = '', value = ''] = directive.split('=', 2);
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', '')] as const;
    }),
  );
}
