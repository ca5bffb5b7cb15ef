import { describe, expect, it } from '@jest/globals';
import { canMove, conditionOf, move, moved } from './moves.ts';

const settles = { paid: ['pending'], failed: ['pending'] } as const;
const returns = { succeeded: ['pending'], failed: ['pending', 'succeeded'] } as const;

describe('moves', () => {
  it.each([
    ['pending', 'failed', true],
    ['succeeded', 'failed', true],
    ['failed', 'succeeded', false],
    ['failed', 'failed', false],
    ['pending', 'unknown', false],
  ])('from %s to %s: %s', (from, to, expected) => {
    expect(canMove(returns, from, to)).toBe(expected);
  });

  it('give the new status, or say why not', () => {
    expect(moved(returns, 'succeeded', 'failed')).toBe('failed');
    expect(() => moved(returns, 'failed', 'succeeded')).toThrow('cannot go from failed to succeeded');
  });

  it('need one condition if all start from the same statuses', () => {
    expect(conditionOf(settles)).toBe("t.status in ('pending')");
  });

  it('otherwise have a condition for each new status', () => {
    expect(conditionOf(returns)).toBe(
      "(g.status in ('succeeded') and t.status in ('pending') or g.status in ('failed') and t.status in ('pending', 'succeeded'))",
    );
  });

  it('are named with where they lead', () => {
    expect(move(settles, 'paid')).toEqual({ moves: settles, to: 'paid' });
  });
});
