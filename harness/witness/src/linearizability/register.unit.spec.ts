import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../plans/seeded-random.ts';
import { firstUnexplained, type Observation, type Register } from './register.ts';

type State = 'absent' | 'pending' | 'asked' | 'paid' | 'failed';
const order: Register<State> = {
  initial: 'absent',
  moves: {
    absent: ['pending'],
    pending: ['asked', 'paid', 'failed'],
    asked: ['pending', 'paid', 'failed'],
    paid: [],
    failed: [],
  },
};
const all = Object.keys(order.moves) as State[];

const saw = (startedAt: number, endedAt: number, ...states: State[]): Observation<State> => ({
  startedAt,
  endedAt,
  states,
  says: `${startedAt}-${endedAt} ${states.join()}`,
});

/** A history of a register that really moves: each observation shows its state at one moment in between. */
function lived(random: SeededRandom, count: number): Observation<State>[] {
  const states: State[] = ['absent'];
  for (let at = 1; at < 100; at += 1) {
    const state = states[at - 1] ?? 'absent';
    const next = order.moves[state];
    states.push(next.length > 0 && random.isLucky(0.05) ? random.pick(next) : state);
  }
  return Array.from({ length: count }, () => {
    const at = random.between(0, 99);
    const also = random.some(all, 0.1);
    return saw(at - random.between(0, 8), at + random.between(0, 8), states[at] ?? 'absent', ...also);
  });
}

/** Tries every order: slow, and obviously right. */
function isPossible(left: readonly Observation<State>[], state: State): boolean {
  const after = new Set([state]);
  for (const each of after) for (const to of order.moves[each]) after.add(to);
  const firstEnd = Math.min(...left.map(({ endedAt }) => endedAt));
  return (
    left.length === 0 ||
    left.some(
      (next) =>
        next.startedAt <= firstEnd &&
        next.states.some(
          (to) =>
            after.has(to) &&
            isPossible(
              left.filter((each) => each !== next),
              to,
            ),
        ),
    )
  );
}

describe('a register', () => {
  it.each<[string, Observation<State>[], string | undefined]>([
    ['is explained if it moves forward', [saw(0, 1, 'pending'), saw(2, 3, 'paid')], undefined],
    ['may go around a circle', [saw(0, 1, 'asked'), saw(2, 3, 'pending'), saw(4, 5, 'asked')], undefined],
    ['may move while requests overlap', [saw(0, 9, 'paid'), saw(1, 8, 'absent')], undefined],
    [
      'moves once for all requests',
      [saw(0, 9, 'paid'), saw(1, 2, 'paid'), saw(3, 8, 'pending')],
      '3-8 pending',
    ],
    ['never goes back', [saw(0, 1, 'paid'), saw(2, 3, 'pending')], '2-3 pending'],
    ['has one end', [saw(0, 9, 'paid'), saw(1, 8, 'failed')], '0-9 paid'],
    [
      'may be read at the moment when another request ends',
      [saw(0, 2, 'paid'), saw(2, 3, 'absent')],
      undefined,
    ],
    [
      'needs one path for all',
      [saw(0, 9, 'asked'), saw(1, 2, 'paid'), saw(3, 4, 'paid', 'asked')],
      undefined,
    ],
  ])('%s', (_what, observations, first) => {
    expect(firstUnexplained(order, observations)?.says).toBe(first);
  });

  it('explains every history that really happened', () => {
    for (let seed = 1; seed <= 300; seed += 1)
      expect([seed, firstUnexplained(order, lived(new SeededRandom(seed), 30))]).toEqual([seed, undefined]);
  });

  it('explains exactly the histories that some order of the requests explains', () => {
    const found = { right: 0, wrong: 0 };
    for (let seed = 1; seed <= 1_500; seed += 1) {
      const random = new SeededRandom(seed);
      const history = lived(random, 6).map((each) =>
        random.isLucky(0.3) ? { ...each, states: [random.pick(all)] } : each,
      );
      const isRight = isPossible(history, 'absent');
      found[isRight ? 'right' : 'wrong'] += 1;
      expect([seed, firstUnexplained(order, history) === undefined]).toEqual([seed, isRight]);
    }
    expect(Math.min(found.right, found.wrong)).toBeGreaterThan(300);
  });

  it.each(['absent', 'pending', 'failed'] as const)('contradicts %s after paid, in any history', (state) => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const history = [...lived(new SeededRandom(seed), 20), saw(200, 201, 'paid'), saw(202, 203, state)];
      expect([seed, firstUnexplained(order, history)?.endedAt]).not.toEqual([seed, undefined]);
    }
  });
});
