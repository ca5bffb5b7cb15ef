import { describe, expect, it } from '@jest/globals';
import { preferredWaitSeconds } from './prefer.ts';

describe('preferredWaitSeconds', () => {
  it.each([
    ['wait=5', 5],
    ['respond-async, wait=5', 5],
    ['Wait = 5', 5],
    ['wait="5"', 5],
    ['wait=5; of=it', 5],
    ['wait=0', 0],
    ['wait=600', 10],
    ['wait=3, wait=7', 3],
  ])('reads %s', (prefer, seconds) => {
    expect(preferredWaitSeconds(prefer)).toBe(seconds);
  });

  it.each([undefined, '', 'respond-async', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=soon', 'await=5'])(
    'ignores %p',
    (prefer) => {
      expect(preferredWaitSeconds(prefer)).toBeUndefined();
    },
  );

  it('reads several header lines as one', () => {
    expect(preferredWaitSeconds(['respond-async', 'wait=2'])).toBe(2);
  });
});
