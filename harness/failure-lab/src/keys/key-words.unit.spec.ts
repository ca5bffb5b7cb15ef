import { describe, expect, it } from '@jest/globals';
import { isRetryable, notRetryableText, unfinishedKey } from './key-words.ts';
import { anOperation } from './operation.fixture.ts';

const words = { now: 10_000, retryCommand: 'npm run ops -- keys retry' };
const of = (...args: Parameters<typeof anOperation>) => unfinishedKey(anOperation(...args), words);

describe('an unfinished operation in words', () => {
  it('has its next check, the party that ends it, and its command', () => {
    expect(of()).toEqual({
      service: 'checkout',
      operationId: '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05',
      operation: 'place-order',
      state: 'outcome unknown',
      reason: 'payments: no response within 5000 ms',
      createdAt: 1_000,
      nextStep: 'It is checked again automatically. No action needed.',
      nextCheckAt: 12_000,
      endedBy: 'checkout',
      retryCommand: 'npm run ops -- keys retry 019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05',
    });
  });

  it.each([
    ['waits for the bank', { waitsUntil: new Date(99_000) }, /^It waits for the bank/, 'checkout', true],
    [
      'in review',
      { state: 'review', recheckInMs: undefined },
      /^An operator must decide/,
      'an operator',
      true,
    ],
    [
      'in progress',
      { state: 'running', hasLivingOwner: true },
      /^A process is running it/,
      'checkout',
      false,
    ],
    ['in progress', { state: 'running' }, /^Its process crashed. Another one/, 'checkout', false],
    [
      'outcome unknown',
      { pendingDecision: { kind: 'not_executed' } },
      /^An operator has decided. A process/,
      'checkout',
      false,
    ],
    [
      'parked',
      { state: 'parked', recheckInMs: undefined },
      /continues with the next request/,
      'the next request with its key',
      false,
    ],
  ] as const)('that is %s names its next step', (state, over, nextStep, endedBy, canRetry) => {
    const found = of(over);
    expect(found).toMatchObject({ state, endedBy, nextStep: expect.stringMatching(nextStep) });
    expect(found.retryCommand !== null).toBe(canRetry);
  });

  it('promises no check while no process runs', () => {
    expect(of({}, { livingProcesses: 0 })).toMatchObject({
      nextCheckAt: null,
      nextStep:
        'It is checked again automatically once checkout runs. Start checkout: none of its processes is running.',
    });
  });

  it('says why it cannot be retried', () => {
    const parked = anOperation({ state: 'parked', attemptKey: undefined, recheckInMs: undefined });
    expect(isRetryable(parked.now)).toBe(false);
    expect(notRetryableText(parked)).toMatch(/cannot be retried now. Its call was not executed./);
  });
});
