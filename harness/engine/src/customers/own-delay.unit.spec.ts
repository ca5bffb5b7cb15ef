import { describe, expect, it } from '@jest/globals';
import { OwnDelay } from './own-delay.ts';

describe('OwnDelay', () => {
  let at = 0;
  const look = (delay: OwnDelay, ...times: number[]): void => {
    for (const time of times) {
      at = time;
      delay.look();
    }
  };
  const begun = (): OwnDelay => {
    at = 0;
    return new OwnDelay(() => at);
  };

  it('is the time after a look was due, as far as it is within the span', () => {
    const delay = begun();
    look(delay, 20, 1_040, 1_060);
    expect(delay.within(0, 2_000)).toBe(1_000);
    expect(delay.within(540, 2_000)).toBe(500);
    expect(delay.within(1_050, 2_000)).toBe(0);
  });

  it('has the delay whose look is still due', () => {
    const delay = begun();
    look(delay, 20);
    at = 540;
    expect(delay.within(40, 540)).toBe(500);
  });

  it('leaves out what every timer has', () => {
    const delay = begun();
    look(delay, 22, 65, 110);
    expect(delay.within(0, 110)).toBe(0);
  });
});
