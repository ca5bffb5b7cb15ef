import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { now } from './clock.ts';

describe('now', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('catches up with the wall clock after a pause of the machine, and stays there', () => {
    const afterPause = Date.now() + 60_000;
    const wall = jest.spyOn(Date, 'now').mockReturnValue(afterPause);
    expect(now()).toBeGreaterThanOrEqual(afterPause);
    wall.mockRestore();
    expect(now()).toBeGreaterThanOrEqual(afterPause);
  });

  it('does not go back if the wall clock does', () => {
    const before = now();
    jest.spyOn(Date, 'now').mockReturnValue(0);
    expect(now()).toBeGreaterThanOrEqual(before);
  });
});
