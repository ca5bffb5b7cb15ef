/** What a caller accepts from a cache. */
export interface CallerLimits {
  /** Nothing that is kept: the live answer, or none that claims to be it. */
  readonly noCache?: boolean;
  /** How long ago a value may have stopped being fresh, ms. Default: as long as the chain keeps it. */
  readonly maxStaleMs?: number;
}

/** Reads `no-cache` and `max-stale` off a request's `Cache-Control`; everything else is ignored. */
export function callerLimits(cacheControl: string | undefined): CallerLimits {
  const directives = directivesOf(cacheControl);
  const maxStale = directives.get('max-stale') ?? '';
  return {
    ...(directives.has('no-cache') ? { noCache: true } : {}),
    ...(/^\d+$/.test(maxStale) ? { maxStaleMs: Number(maxStale) * 1_000 } : {}),
  };
}

/** What an answer's sender allows to be done with it later. */
export interface AnswerLimits {
  readonly mayStore: boolean;
  readonly mayServeStale: boolean;
}

/** What forbids an answer to be used once it is no longer fresh (RFC 9111, section 4.2.4). */
const forbidStale = ['must-revalidate', 'proxy-revalidate', 's-maxage'];

/**
 * Reads an answer's `Cache-Control`. What is `private` may be stored only when the entry belongs to somebody. `no-cache` asks to be checked
 * before each use, which a chain cannot do, so it is not stored at all. How long a value is fresh is the chain's to say: `max-age` is ignored.
 */
export function answerLimits(cacheControl: string | undefined, isShared: boolean): AnswerLimits {
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
