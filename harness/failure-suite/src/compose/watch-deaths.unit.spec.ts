import { describe, expect, it } from '@jest/globals';
import { deathIn, saidOfDeath, serviceThatEnded } from './watch-deaths.ts';

describe('a line of docker events', () => {
  it('names the container and its exit code', () => {
    const death = deathIn('payments-2 137 False');
    expect(death).toEqual({ service: 'payments-2', exitCode: '137' });
    expect(death && saidOfDeath(death)).toBe('payments-2 ended (exit code 137)');
    expect(death && serviceThatEnded(saidOfDeath(death))).toBe('payments-2');
  });

  it('is ignored if it is about a one-off container, or about none', () => {
    expect(deathIn('secrets 0 True')).toBeUndefined();
    expect(deathIn('')).toBeUndefined();
  });
});
