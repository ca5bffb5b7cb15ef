import { describe, expect, it } from '@jest/globals';
import { type ClientOptions, readOptions } from './client-options.ts';
import { memoryStorage } from './keys/memory-storage.ts';

const faultsOf = (options: Partial<ClientOptions>): string => {
  try {
    readOptions({ baseUrl: '', storage: memoryStorage(), ...options });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('readOptions', () => {
  it('accepts the defaults', () => expect(faultsOf({})).toBe(''));

  it.each([
    [{ attempts: 0 }, 'attempts must be a whole number from 1 to 20'],
    [{ attempts: 2.5 }, 'attempts must be a whole number from 1 to 20'],
    [{ attempts: 1e9 }, 'attempts must be a whole number from 1 to 20'],
    [{ attemptTimeoutMs: NaN }, 'attemptTimeoutMs must be a whole number from 50 to 600000'],
    [{ deadlineMs: Infinity }, 'deadlineMs must be a whole number from 50 to 600000'],
    [{ preferWaitSeconds: 11 }, 'preferWaitSeconds must be a whole number from 0 to 10'],
    [{ retentionHours: 0 }, 'retentionHours must be a number from 0.01 to 8760'],
  ])('refuses %p', (options, fault) => {
    expect(faultsOf(options)).toBe(`Invalid client options: ${fault}.`);
  });

  it('names every problem together', () => {
    expect(faultsOf({ attempts: 0, deadlineMs: 1 })).toMatch(/attempts must .*; deadlineMs must /);
  });

  it('refuses a deadline too short for the last attempt, and says what would work', () => {
    expect(faultsOf({ deadlineMs: 27_999 })).toBe(
      'Invalid client options: deadlineMs is 27999, but 5 attempts of 5000 ms and their pauses can take 28000 ms: raise it, or allow fewer attempts.',
    );
    expect(faultsOf({ deadlineMs: 28_000 })).toBe('');
  });

  it('refuses a base pause above the cap', () => {
    expect(faultsOf({ backoffBaseMs: 300, backoffCapMs: 200 })).toContain('backoffBaseMs must not be more');
  });

  it('refuses a server wait that outlasts the attempt', () => {
    expect(faultsOf({ preferWaitSeconds: 5 })).toContain('preferWaitSeconds must be less');
    expect(faultsOf({ preferWaitSeconds: 4 })).toBe('');
  });
});
