import { describe, expect, it } from '@jest/globals';
import { type DeadResult, type Load } from './dead/dead.ts';
import { goalsOf, type Measurements } from './goals.ts';

const aLoad = (calls: number, attempts: number, p99Ms = 1): Load => ({ calls, attempts, p99Ms });

function measuredOf(dead: Partial<DeadResult>): Measurements {
  const result: DeadResult = {
    name: 'holdfast',
    label: 'Holdfast',
    healthy: aLoad(100, 100),
    before: aLoad(100, 100),
    budgetWindow: aLoad(100, 100),
    after: aLoad(100, 0),
    secondsToOpen: 1,
    ...dead,
  };
  const offer = { callsPerSecond: 1, healthySeconds: 1, deadSeconds: 1 };
  return {
    overhead: [],
    memory: [],
    failing: [],
    deaths: [{ death: 'after health', title: 'dead', offer, results: [result] }],
  };
}

const goal = (text: string, measured: Measurements) =>
  goalsOf(measured).find((each) => each.text.includes(text));

describe('goalsOf', () => {
  it('says that a goal missed by a little is not reached', () => {
    const measured = measuredOf({ before: aLoad(100, 111) });
    expect(goal('dead after health: at most 1.1 attempts', measured)).toMatchObject({
      measured: 1.11,
      isReached: false,
    });
  });

  it("takes the budget's reserve off before it compares attempts with calls", () => {
    const measured = measuredOf({ budgetWindow: aLoad(1_000, 1_110) });
    expect(goal('without its reserve', measured)).toMatchObject({ measured: 1.1, isReached: true });
  });

  it('compares the time of a call once the breaker is open with that of a healthy one', () => {
    const measured = measuredOf({ healthy: aLoad(100, 100, 4), after: aLoad(100, 0, 1) });
    expect(goal('p99 of a call', measured)).toMatchObject({ measured: 0.25, isReached: true });
  });

  it('claims nothing about what was not measured', () => {
    const measured = measuredOf({ after: null });
    expect(goal('p99 of a call', measured)).toMatchObject({ measured: undefined, isReached: undefined });
    expect(goal('µs over a bare one', measured)).toMatchObject({ isReached: undefined });
  });
});
