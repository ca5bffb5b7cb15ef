import { describe, expect, it } from '@jest/globals';
import { callerLimits } from './cache-control.ts';

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
