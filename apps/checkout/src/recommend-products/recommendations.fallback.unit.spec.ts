import { describe, expect, it } from '@jest/globals';
import { levels } from './recommendations.fallback.ts';

describe('the notice of cached suggestions', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [3_599, '59 minutes'],
  ])('says after %d s that they are %s old', (ageSeconds, age) => {
    expect(levels.stale.notice(ageSeconds)).toBe(
      `We can't refresh these suggestions right now. They are ${age} old.`,
    );
  });
});
