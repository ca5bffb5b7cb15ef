import { describe, expect, it } from '@jest/globals';
import { EventLoopDelay } from './event-loop-delay.ts';

/** Began at 1000, and ticked at these times since. */
function aDelay(...ticks: number[]): EventLoopDelay {
  const delay = new EventLoopDelay(50, 1_000);
  for (const at of ticks) delay.tick(at);
  return delay;
}

describe('EventLoopDelay', () => {
  it.each([1_000, 1_049, 1_050])('is none before the first tick is overdue (%p)', (now) => {
    expect(aDelay().at(now)).toBe(0);
  });

  it('is how long a tick is overdue, before it has come', () => {
    expect([aDelay().at(1_051), aDelay().at(1_350), aDelay(1_050).at(1_400)]).toEqual([1, 300, 300]);
  });

  it('is how late the last tick came, until the next is due', () => {
    const delay = aDelay(1_050, 1_400);
    expect([delay.at(1_400), delay.at(1_450)]).toEqual([300, 300]);
  });

  it('is over with the first tick in time', () => {
    expect(aDelay(1_400, 1_450).at(1_455)).toBe(0);
  });

  it('grows again when the tick after a late one is later still', () => {
    expect(aDelay(1_150).at(1_700)).toBe(500);
  });

  it('never becomes negative when ticks come early', () => {
    expect(aDelay(1_010, 1_020).at(1_020)).toBe(0);
  });
});
