import { type Served } from './served.ts';

/** The part of a served value that headers describe. */
export type Provenance = Pick<
  Served<unknown>,
  'source' | 'ageMs' | 'ttlMs' | 'reason' | 'forwarded' | 'isStored'
>;

/**
 * Member of the `Cache-Status` header (RFC 9211): `hit` for a stored value, `fwd` if the dependency was
 * asked. A stale value has a negative `ttl`.
 */
export function cacheStatus(name: string, { source, ttlMs = 0, forwarded, isStored }: Provenance): string {
  const seconds = ttlMs / 1_000;
  switch (source) {
    case 'live':
      return `"${name}"; fwd=${forwarded}${isStored ? '; stored' : ''}`;
    case 'fresh':
      return `"${name}"; hit; ttl=${Math.max(1, Math.ceil(seconds))}`;
    case 'stale':
      return `"${name}"; hit; ttl=${Math.min(-1, Math.floor(seconds))}; detail=stale-if-error`;
    case 'default':
      return `"${name}"; fwd=miss; detail=default`;
  }
}

/**
 * Headers that say where a value comes from. A fallback also gets `X-Resilience-Source`,
 * `X-Resilience-Reason` and `Cache-Control: no-store`, so that caches do not store it as live.
 */
export function fallbackHeaders(name: string, served: Provenance): Record<string, string> {
  const { source, ageMs, reason } = served;
  const isKept = source === 'fresh' || source === 'stale';
  return {
    'cache-status': cacheStatus(name, served),
    ...(isKept ? { age: String(Math.floor(ageMs / 1_000)) } : {}),
    ...(source !== 'live' ? { 'x-resilience-source': source, 'cache-control': 'no-store' } : {}),
    ...(reason === undefined ? {} : { 'x-resilience-reason': reason.replaceAll('_', '-') }),
  };
}
