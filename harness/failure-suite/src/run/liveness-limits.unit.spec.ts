import { describe, expect, it } from '@jest/globals';
import { type ArmedStrike } from '@holdfast/lab-api';
import { afterProbeOf } from './liveness-limits.ts';

describe('afterProbeOf', () => {
  const strike = (state: ArmedStrike['state'], kind: 'black_hole' | 'reset'): ArmedStrike[] => [
    {
      edge: 'email->redis',
      direction: 'response',
      action: { kind },
      strikeId: 'str_1',
      state,
      message: null,
    },
  ];

  it.each([
    ['no strike', {}, [], 10_000],
    ['settings of its own', { settings: {} }, [], 30_000],
    ['a connection that stays silent', {}, strike('struck', 'black_hole'), 30_000],
    ['a silence that did not occur', {}, strike('armed', 'black_hole'), 10_000],
    ['a connection that was reset', {}, strike('struck', 'reset'), 10_000],
  ] as const)('with %s', (_, more, strikes, limitMs) => {
    expect(afterProbeOf({ livenessMs: 30_000, ...more }, strikes)).toBe(limitMs);
  });
});
