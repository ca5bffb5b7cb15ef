import { describe, expect, it } from '@jest/globals';
import { type AttemptOutcome } from '@holdfast/resilience';
import { classifyStripe, refusesUnseen } from './stripe-answer.classifier.ts';

const outcomeOf = (status: number, headers: Record<string, string> = {}, body?: unknown): AttemptOutcome =>
  classifyStripe(
    { kind: 'value', value: { status, headers, body, raw: undefined, unreadable: undefined } },
    0,
  );

describe('classifyStripe', () => {
  it.each([200, 400, 402, 404])('takes %i for an answer that is final', (status) => {
    expect(outcomeOf(status)).toMatchObject({
      breakerSignal: 'success',
      retry: 'never',
      execution: 'responded',
    });
  });

  it.each([500, 502, 503])('repeats a %i that may be repeated, and counts it as a failure', (status) => {
    expect(outcomeOf(status)).toMatchObject({ breakerSignal: 'failure', retry: 'if_replayable' });
  });

  it('does not repeat a 500 that Stripe calls final: it is stored under the key', () => {
    const outcome = outcomeOf(500, { 'stripe-should-retry': 'false' });
    expect(outcome).toMatchObject({ breakerSignal: 'failure', retry: 'never' });
  });

  it.each([
    ['a key that is in use', 409, { 'retry-after': '5' }, { error: { code: 'idempotency_key_in_use' } }],
    ['a key that was used otherwise', 400, {}, { error: { type: 'idempotency_error' } }],
    ['an object that is locked', 429, { 'retry-after': '5' }, { error: { code: 'lock_timeout' } }],
    ['a failure that is stored under the key', 500, { 'idempotent-replayed': 'true' }, { error: {} }],
  ])('takes %s for an answer about one operation: no other waits for it', (_, status, headers, body) => {
    expect(outcomeOf(status, headers, body)).toMatchObject({
      cause: 'one_operation',
      breakerSignal: 'success',
      retry: 'never',
      pausesCalls: false,
    });
  });

  it.each([undefined, null, 'text', { error: null }, { error: 'oops' }])(
    'finds no error in the body %j',
    (body) => {
      expect(outcomeOf(400, {}, body)).toMatchObject({ cause: 'final_response' });
    },
  );

  it('never repeats what is in progress under the same key, even when Stripe says so', () => {
    expect(outcomeOf(409, { 'stripe-should-retry': 'true' })).toMatchObject({
      breakerSignal: 'success',
      retry: 'never',
    });
  });

  it('never retries a throttled call, backs off for as long as Stripe asks, and counts no failure', () => {
    expect(outcomeOf(429, { 'retry-after': '2', 'stripe-should-retry': 'true' })).toMatchObject({
      breakerSignal: 'ignore',
      retry: 'never',
      retryAfterMs: 2_000,
      pausesCalls: true,
    });
  });
});

describe('refusesUnseen', () => {
  it.each([401, 403, 429])('takes %i for a refusal that looked at nothing', (status) => {
    expect([refusesUnseen(status, 'POST'), refusesUnseen(status, 'GET')]).toEqual([true, true]);
  });

  it.each([400, 404])('takes %i for one where something was to be made, and only there', (status) => {
    expect([refusesUnseen(status, 'POST'), refusesUnseen(status, 'GET')]).toEqual([true, false]);
  });

  it.each([200, 402, 409, 500])('takes %i as looked at by Stripe', (status) => {
    expect(refusesUnseen(status, 'POST')).toBe(false);
  });
});
