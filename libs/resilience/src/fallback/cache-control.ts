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

/** Limits that the sender of a response sets. */
export interface ResponseLimits {
  readonly mayStore: boolean;
  readonly mayServeStale: boolean;
}

/** Directives that forbid stale use (RFC 9111, section 4.2.4). */
const forbidStale = ['must-revalidate', 'proxy-revalidate', 's-maxage'];

/**
 * Reads the `Cache-Control` of a response. `private` may be stored only under a personal scope. `no-cache`
 * requires a check before each use, which a chain cannot do, so it is not stored. `max-age` is ignored: the
 * chain decides how long a value is fresh.
 */
export function responseLimits(cacheControl: string | undefined, isShared: boolean): ResponseLimits {
  const directives = directivesOf(cacheControl);
  return {
    mayStore:
      !directives.has('no-store') && !directives.has('no-cache') && !(directives.has('private') && isShared),
    mayServeStale: !forbidStale.some((directive) => directives.has(directive)),
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
