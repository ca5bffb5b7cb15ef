import { describe, expect, it } from '@jest/globals';
import { responseLimits, callerLimits } from './cache-control.ts';

describe('callerLimits', () => {
  it.each([
    [undefined, {}],
    ['', {}],
    ['no-cache', { noCache: true }],
    ['No-Cache, max-age=0', { noCache: true }],
    ['max-stale=60', { maxStaleMs: 60_000 }],
    ['max-stale="60"', { maxStaleMs: 60_000 }],
    ['max-stale=0', { maxStaleMs: 0 }],
    ['max-stale', {}],
    ['max-stale=-1', {}],
    ['max-stale=soon, no-transform', {}],
    ['x-no-cache', {}],
  ])('reads %j', (header, limits) => expect(callerLimits(header)).toEqual(limits));
});

describe('responseLimits', () => {
  it.each([
    [undefined, { mayStore: true, mayServeStale: true }],
    ['max-age=60, public', { mayStore: true, mayServeStale: true }],
    ['no-store', { mayStore: false, mayServeStale: true }],
    ['no-cache', { mayStore: false, mayServeStale: true }],
    ['must-revalidate, max-age=60', { mayStore: true, mayServeStale: false }],
    ['Proxy-Revalidate', { mayStore: true, mayServeStale: false }],
    ['s-maxage=10', { mayStore: true, mayServeStale: false }],
  ])('reads %j', (header, limits) => expect(responseLimits(header, false)).toEqual(limits));

  it('allows private values to be stored only under a personal scope', () => {
    expect(responseLimits('private', false).mayStore).toBe(true);
    expect(responseLimits('private', true).mayStore).toBe(false);
  });
});
