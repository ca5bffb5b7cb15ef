import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { now } from './clock.ts';

function loseTheCpu(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('now', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('does not run ahead if the process loses its CPU before it reads the wall clock', () => {
    const { now: wall } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => {
      loseTheCpu(50);
      return wall();
    });
    now();
    jest.restoreAllMocks();
    expect(now()).toBeLessThan(Date.now() + 20);
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
