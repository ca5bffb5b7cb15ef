import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { absent, jsonResponse, undecided } from '../src/index.ts';
import { ago, Asking, isDue, noAnswer, refused } from './asking.fixture.ts';
import { type Placing, writeEffect } from './placing.fixture.ts';

let asking: Asking;

beforeAll(async () => {
  asking = await Asking.open();
});
beforeEach(() => asking.forget());
afterAll(() => asking.on.close());

describe('a call that was definitely not executed', () => {
  it('parks the key; the next request makes the call under the same key, as if for the first time', async () => {
    expect(await asking.ask(asking.saying(refused))).toBe('service_unavailable');
    expect(await asking.key()).toMatchObject({ state: 'parked', is_uncertain: false, due_in_ms: null });
    await asking.change(ago('sent_at', '30 hours'));
    expect(await asking.complete(asking.saying('paid'))).toBe(0);
    expect(await asking.ask(asking.saying('paid'))).toBe('{"outcome":"paid"}');
    expect(asking.numbers).toEqual(['1', '1']);
    expect(asking.attempts.map(({ mayHaveHappened }) => mayHaveHappened)).toEqual([false, false]);
    expect(asking.attempts[1]?.sentMsAgo).toBeLessThan(10_000);
  });

  it('stays unknown after a try that may have been executed', async () => {
    expect(await asking.ask(asking.saying(noAnswer))).toBe('no answer');
    expect(await asking.ask(asking.saying(refused))).toBe('the connection was refused');
    expect(await asking.key()).toMatchObject({ state: 'unknown', is_uncertain: true });
    expect(await asking.ask(asking.saying('paid'))).toBe('{"outcome":"paid"}');
    expect(asking.numbers).toEqual(['1', '1', '1']);
    expect(asking.attempts.map(({ mayHaveHappened }) => mayHaveHappened)).toEqual([false, true, true]);
  });
});

describe('a call without a response', () => {
  it('is repeated by a completer when it is due, and not before; the response is stored', async () => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(`drive_at = clock_timestamp() + interval '1 minute'`);
    expect(await asking.complete(asking.saying('paid'))).toBe(0);
    await asking.change(isDue);
    expect(await asking.complete(asking.saying('paid'))).toBe(1);
    expect(await asking.ask(asking.saying('never called'))).toBe('{"outcome":"paid"}');
    expect(asking.numbers).toEqual(['1', '1']);
  });

  it.each([
    [0, 500],
    [3, 4_000],
    [40, 15_000],
  ])('is due again after a random pause: after %i tries, at most %i ms', async (tries, mostMs) => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(`tries = ${tries}`);
    await asking.ask(asking.saying(noAnswer));
    expect((await asking.key())?.due_in_ms).toBeLessThanOrEqual(mostMs);
    expect((await asking.key())?.due_in_ms).toBeGreaterThan(-5_000);
  });

  it('completes immediately with the outcome read back', async () => {
    expect(await asking.ask(asking.saying(noAnswer, 'found'))).toBe('{"outcome":"found"}');
    expect([asking.attempts.length, asking.polls]).toEqual([1, 1]);
  });

  it('stores the reason of the call, and of reading back if that fails too', async () => {
    expect(await asking.ask(asking.saying(noAnswer, new Error('the list is away')))).toBe('no answer');
    expect(await asking.key()).toMatchObject({
      state: 'unknown',
      reason: 'no answer; checking it failed too: the list is away',
    });
  });

  it('returns the provisional response of the phase, commits its writes, and stores no final response', async () => {
    const whenUnknown = () => ({
      response: jsonResponse(202, { status: 'pending' }),
      writes: [writeEffect('pending', 'transition', 'tea')],
    });
    expect(await asking.ask(asking.saying(noAnswer, undecided, { whenUnknown }))).toBe(
      '{"status":"pending"}',
    );
    expect(await asking.ask(asking.saying(noAnswer, undecided, { whenUnknown }))).toBe(
      '{"status":"pending"}',
    );
    expect((await asking.on.effects()).map(({ step }) => step)).toEqual(['began', 'pending', 'pending']);
    expect(await asking.ask(asking.saying('paid'))).toBe('{"outcome":"paid"}');
  });
});

describe('a call that never gets a response', () => {
  it('is repeated under its key, however often the provider has not seen it: it may still arrive', async () => {
    for (let n = 0; n < 4; n += 1) await asking.ask(asking.saying(noAnswer, absent));
    expect(await asking.key()).toMatchObject({ state: 'unknown', is_absent: false, attempt: 1 });
    expect(await asking.ask(asking.saying('paid'))).toBe('{"outcome":"paid"}');
    expect(asking.numbers).toEqual(['1', '1', '1', '1', '1']);
  });
});

describe('a call whose failure the provider stored', () => {
  /** Every call gets that failure, and the provider has never seen its effect. */
  const failing = (): Placing => asking.saying(noAnswer, absent, { isFinalResponse: () => true });
  const neverSeen = (): Placing => asking.saying('called', absent);

  beforeEach(async () => {
    for (let n = 0; n < 3; n += 1) {
      expect((await asking.key())?.is_absent ?? false).toBe(false);
      await asking.ask(failing());
    }
    asking.polls = 0;
  });

  it('is only read back after three tries, as soon as after any other', async () => {
    expect(await asking.key()).toMatchObject({ state: 'unknown', is_absent: true, attempt: 1 });
    expect((await asking.key())?.due_in_ms).toBeLessThanOrEqual(2_000);
    for (let n = 0; n < 3; n += 1)
      expect(await asking.ask(neverSeen())).toBe('the outcome of pay is not known');
    expect([asking.numbers, asking.polls]).toEqual([['1', '1', '1'], 3]);
  });

  it('is due when its absence can be believed, however long its pauses have become', async () => {
    await asking.change(ago('absent_at', '59 seconds'), 'tries = 40');
    await asking.ask(neverSeen());
    expect((await asking.key())?.due_in_ms).toBeLessThanOrEqual(1_000);
  });

  it.each([
    ['59 seconds', ['1', '1', '1']],
    ['61 seconds', ['1', '1', '1', '2']],
  ])('never seen for %s, is made under the keys %j', async (absence, known) => {
    await asking.change(ago('absent_at', absence), isDue);
    expect(await asking.complete(neverSeen())).toBe(1);
    expect(asking.numbers).toEqual(known);
  });

  it('is a first try under its new key', async () => {
    await asking.change(ago('absent_at', '61 seconds'));
    await asking.change(ago('sent_at', '61 seconds'));
    expect(await asking.ask(neverSeen())).toBe('{"outcome":"called"}');
    expect(asking.attempts.at(-1)).toMatchObject({ mayHaveHappened: false });
    expect(asking.attempts.at(-1)?.sentMsAgo).toBeLessThan(10_000);
  });

  it('keeps its new key after a failure', async () => {
    await asking.change(ago('absent_at', '61 seconds'));
    expect(await asking.ask(failing())).toBe('no answer');
    expect(await asking.key()).toMatchObject({ state: 'unknown', attempt: 2, is_absent: false });
    expect(await asking.ask(asking.saying('paid'))).toBe('{"outcome":"paid"}');
    expect(asking.numbers).toEqual(['1', '1', '1', '2', '2']);
  });

  it('must be reported as never seen for a whole minute', async () => {
    await asking.change(ago('absent_at', '50 seconds'));
    await asking.ask(asking.saying('called', noAnswer));
    expect((await asking.key())?.is_absent).toBe(false);
    await asking.ask(failing());
    await asking.change(ago('absent_at', '50 seconds'));
    await asking.ask(neverSeen());
    expect(asking.numbers).toEqual(['1', '1', '1', '1']);
  });

  it('completes with the outcome read back', async () => {
    expect(await asking.ask(asking.saying('called', 'found'))).toBe('{"outcome":"found"}');
    expect(asking.numbers).toEqual(['1', '1', '1']);
  });
});
