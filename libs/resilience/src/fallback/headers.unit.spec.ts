import { describe, expect, it } from '@jest/globals';
import { fallbackHeaders, type Provenance } from './headers.ts';

const live: Provenance = {
  source: 'live',
  ageMs: 0,
  ttlMs: undefined,
  reason: undefined,
  forwarded: 'miss',
  isStored: true,
};
const fresh: Provenance = {
  ...live,
  source: 'fresh',
  ageMs: 34_400,
  ttlMs: 25_600,
  reason: 'timeout',
  isStored: false,
};
const stale: Provenance = {
  ...fresh,
  source: 'stale',
  ageMs: 472_000,
  ttlMs: -412_000,
  reason: 'breaker_open',
};

describe('fallbackHeaders', () => {
  it.each<[string, Provenance, Record<string, string>]>([
    ['a live value', live, { 'cache-status': '"tips"; fwd=miss; stored' }],
    [
      'a live one that may not be stored',
      { ...live, isStored: false },
      { 'cache-status': '"tips"; fwd=miss' },
    ],
    [
      'a live one that was insisted on',
      { ...live, forwarded: 'request' },
      { 'cache-status': '"tips"; fwd=request; stored' },
    ],
    [
      'a fresh one',
      fresh,
      {
        'cache-status': '"tips"; hit; ttl=26',
        age: '34',
        'x-resilience-source': 'fresh',
        'x-resilience-reason': 'timeout',
        'cache-control': 'no-store',
      },
    ],
    [
      'a stale one',
      stale,
      {
        'cache-status': '"tips"; hit; ttl=-412; detail=stale-if-error',
        age: '472',
        'x-resilience-source': 'stale',
        'x-resilience-reason': 'breaker-open',
        'cache-control': 'no-store',
      },
    ],
    [
      'a default',
      { ...live, source: 'default', reason: 'bulkhead_full', isStored: false },
      {
        'cache-status': '"tips"; fwd=miss; detail=default',
        'x-resilience-source': 'default',
        'x-resilience-reason': 'bulkhead-full',
        'cache-control': 'no-store',
      },
    ],
  ])('describe %s', (_what, served, headers) => expect(fallbackHeaders('tips', served)).toEqual(headers));

  it.each([
    ['fresh', 1, 'ttl=1'],
    ['stale', 0, 'ttl=-1'],
    ['stale', -1, 'ttl=-1'],
    ['stale', -1_001, 'ttl=-2'],
  ] as const)('of a %s value with %d ms left show %s: the sign distinguishes them', (source, ttlMs, ttl) => {
    expect(fallbackHeaders('tips', { ...stale, source, ttlMs })['cache-status']).toContain(`${ttl}`);
  });
});
