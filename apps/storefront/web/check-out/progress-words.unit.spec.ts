import { describe, expect, it } from '@jest/globals';
import { type CallProgress } from '@holdfast/checkout-client';
import { type Progress, progressWords } from './progress-words.ts';
import { aProblem } from './submission.fixture.ts';

const lost = { reason: 'network', status: undefined, problem: undefined, mayHaveRun: true } as const;
const pause = (
  last: Partial<CallProgress['last']> = {},
  nextAttemptInMs: number | undefined = 2_400,
): CallProgress => ({
  attempt: 1,
  of: 5,
  nextAttemptInMs,
  last: { ...lost, ...last },
});
const saying = (over: Partial<Progress>) =>
  progressWords({
    elapsedMs: 0,
    call: undefined,
    nextAttemptInMs: undefined,
    isOffline: false,
    wasAskedAgain: false,
    wasSent: true,
    ...over,
  });

describe('the progress of a payment', () => {
  it('is silent at first', () => {
    expect(saying({ elapsedMs: 3_999 })).toEqual({ sentence: '', countdown: '' });
  });

  it('after 4 s is still at work', () => {
    expect(saying({ elapsedMs: 4_000 }).sentence).toBe('Still working. You will be charged at most once.');
  });

  it.each([
    ['no response', {}, "No result yet. We're asking again about the same order (2 of 5)."],
    [
      'no response to the storefront',
      { reason: 'busy', status: 503, problem: aProblem('shop_unreachable') },
      "No result yet. We're asking again about the same order (2 of 5).",
    ],
    [
      'a busy shop',
      { reason: 'busy', status: 503, problem: aProblem('overloaded') },
      "The shop is busy. We're asking again about the same order (2 of 5).",
    ],
    [
      'a duplicate at work',
      { reason: 'busy', status: 409, problem: aProblem('idempotency_in_flight') },
      "Your order is being processed. We're asking again for the result (2 of 5).",
    ],
    [
      'too many attempts',
      { reason: 'busy', status: 429 },
      "There were too many attempts. We're asking again about the same order (2 of 5).",
    ],
  ] as const)('after %s says why it asks again, and when', (_, last, sentence) => {
    expect(saying({ call: pause(last), nextAttemptInMs: 2_400 })).toEqual({
      sentence,
      countdown: 'Next try in 3 s.',
    });
  });

  it('says the same while the next attempt is running', () => {
    const running = { ...pause(), attempt: 2, nextAttemptInMs: undefined };
    expect(saying({ call: running })).toEqual({
      sentence: "No result yet. We're asking again about the same order (2 of 5).",
      countdown: '',
    });
  });

  it('has no countdown of less than a second', () => {
    expect(saying({ call: pause(), nextAttemptInMs: 999 }).countdown).toBe('');
  });

  it('answers a click, and says that the browser is offline', () => {
    expect(saying({ wasAskedAgain: true }).sentence).toBe('We already have it. One order, one charge.');
    expect(saying({ isOffline: true, wasAskedAgain: true }).sentence).toBe(
      "You seem to be offline. We'll ask again as soon as you're back.",
    );
  });

  it('does not answer a click with what the last response contradicts', () => {
    const tooMany = pause({ reason: 'busy', status: 429, mayHaveRun: false });
    expect(saying({ call: tooMany, wasAskedAgain: true }).sentence).toBe(
      "There were too many attempts. We're asking again about the same order (2 of 5).",
    );
  });

  it('does not say that the shop has anything before something was sent', () => {
    expect(saying({ wasSent: false, wasAskedAgain: true }).sentence).toBe(
      'Still working. Nothing was sent yet.',
    );
    expect(saying({ wasSent: false, isOffline: true, wasAskedAgain: true }).sentence).toBe(
      'You seem to be offline. Nothing was sent yet.',
    );
  });
});
