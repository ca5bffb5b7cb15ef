import { describe, expect, it } from '@jest/globals';
import { type Outcome } from '@holdfast/resilience';
import { classifyStripe, refusesUnseen } from './stripe-answer.classifier.ts';

const outcomeOf = (status: number, headers: Record<string, string> = {}): Outcome =>
  classifyStripe(
    { kind: 'value', value: { status, headers, body: undefined, raw: undefined, unreadable: undefined } },
    0,
  );

describe('classifyStripe', () => {
  it.each([200, 400, 402, 404])('takes %i for an answer that is final', (status) => {
    expect(outcomeOf(status)).toMatchObject({ verdict: 'success', retry: 'never', fate: 'answered' });
  });

  it.each([500, 502, 503])('repeats a %i that may be repeated, and counts it as a failure', (status) => {
    expect(outcomeOf(status)).toMatchObject({ verdict: 'failure', retry: 'if_replayable' });
  });

  it('does not repeat a 500 that Stripe calls final: it is stored under the key', () => {
    const outcome = outcomeOf(500, { 'stripe-should-retry': 'false' });
    expect(outcome).toMatchObject({ verdict: 'failure', retry: 'never' });
  });

  it('never repeats what is in progress under the same key, even when Stripe says so', () => {
    expect(outcomeOf(409, { 'stripe-should-retry': 'true' })).toMatchObject({
      verdict: 'success',
      retry: 'never',
    });
  });

  it('never repeats what Stripe throttles; it leaves Stripe alone for as long as it asks, and blames nobody', () => {
    expect(outcomeOf(429, { 'retry-after': '2', 'stripe-should-retry': 'true' })).toMatchObject({
      verdict: 'ignore',
      retry: 'never',
      retryAfterMs: 2_000,
      coolsDown: true,
    });
  });
});

describe('refusesUnseen', () => {
  it.each([401, 403, 429])('takes %i for a refusal that looked at nothing', (status) => {
    expect(refusesUnseen(status)).toBe(true);
  });

  it.each([200, 400, 402, 404, 409, 500])('takes %i as looked at by Stripe', (status) => {
    expect(refusesUnseen(status)).toBe(false);
  });
});
