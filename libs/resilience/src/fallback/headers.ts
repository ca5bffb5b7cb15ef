import { type Served } from './served.ts';

/** What of a served value the headers tell. */
export type Provenance = Pick<
  Served<unknown>,
  'source' | 'ageMs' | 'ttlMs' | 'reason' | 'forwarded' | 'isStored'
>;

/** The member for the `Cache-Status` field (RFC 9211): `hit` for a kept value, `fwd` when the other side was asked. A stale one has a negative `ttl`. */
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
 * The headers that say where a value comes from. Whatever stands in for the live value also has `X-Resilience-Source`,
 * `X-Resilience-Reason` and `Cache-Control: no-store`, so that no cache keeps it as if it were the live one.
 */
export function fallbackHeaders(name: string, served: Provenance): Record<string, string> {
  const { source, ageMs, reason } = served;
  const isKept = source === 'fresh' || source === 'stale';
  const standsIn = source === 'stale' || source === 'default' || reason !== undefined;
  return {
    'cache-status': cacheStatus(name, served),
    ...(isKept ? { age: String(Math.floor(ageMs / 1_000)) } : {}),
    ...(standsIn ? { 'x-resilience-source': source, 'cache-control': 'no-store' } : {}),
    ...(reason === undefined ? {} : { 'x-resilience-reason': reason.replaceAll('_', '-') }),
  };
}
