import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { absent, undecided } from '../src/index.ts';
import { ago, Asking, isDue, noAnswer, type ProviderResult } from './asking.fixture.ts';
import { codeOf, type Placing, requestOf } from './placing.fixture.ts';

let asking: Asking;

beforeAll(async () => {
  asking = await Asking.open();
});
beforeEach(() => asking.forget());
afterAll(() => asking.on.close());

describe('a call that the remote party may no longer recognize', () => {
  const late = (readBack: ProviderResult): Placing =>
    asking.saying('called', readBack, { resendForMs: 3_600_000 });

  beforeEach(async () => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(ago('sent_at', '61 minutes'), isDue);
  });

  it('is sent again until then', async () => {
    await asking.change(ago('sent_at', '59 minutes'));
    expect(await asking.ask(late(undecided))).toBe('{"outcome":"called"}');
  });

  it('is only read back: the result is its outcome', async () => {
    expect(await asking.ask(late('found'))).toBe('{"outcome":"found"}');
    expect(asking.attempts).toHaveLength(1);
  });

  it('is in review if reading back is inconclusive, and nothing runs automatically', async () => {
    expect(await asking.complete(late(undecided))).toBe(1);
    expect(await asking.key()).toMatchObject({
      state: 'review',
      reason: 'the outcome of pay is not known',
      due_in_ms: null,
    });
    expect(await asking.complete(late('found'))).toBe(0);
    for (let n = 0; n < 2; n += 1)
      expect(await asking.ask(late('found'))).toBe('idempotency_outcome_in_review');
    expect(await codeOf(asking.on.newKeys().execute(requestOf('k', '{}'), late('found'), null))).toBe(
      'idempotency_key_reused',
    );
    expect([asking.attempts.length, asking.polls]).toEqual([1, 2]);
  });

  it('is read back again if that fails', async () => {
    expect(await asking.ask(late(new Error('the provider is away')))).toBe('the provider is away');
    expect(await asking.key()).toMatchObject({ state: 'unknown', reason: 'the provider is away' });
    expect(await asking.ask(late('found'))).toBe('{"outcome":"found"}');
  });

  it('goes to an operator if it was never seen for a minute, and is not repeated', async () => {
    expect(await asking.ask(late(absent))).toBe('the outcome of pay is not known');
    expect(await asking.key()).toMatchObject({ state: 'unknown', is_absent: true });
    await asking.change(ago('absent_at', '61 seconds'));
    await asking.ask(late(absent));
    expect(await asking.key()).toMatchObject({
      state: 'review',
      reason: 'the remote party never received pay, and it is too late to send it again',
    });
    expect(asking.numbers).toEqual(['1']);
  });

  it('measures its time from the first key it was sent under, not from the latest', async () => {
    const failing = asking.saying(noAnswer, absent, { resendForMs: 3_600_000 });
    await asking.change(ago('sent_at', '59 minutes'));
    for (let tries = 0; tries < 2; tries += 1) await asking.ask(failing);
    await asking.change(ago('absent_at', '61 seconds'));
    expect(await asking.ask(failing)).toBe('no answer');
    expect(await asking.key()).toMatchObject({ state: 'unknown', attempt: 2 });
    expect(asking.attempts.at(-1)?.firstSentMsAgo).toBeGreaterThan(59 * 60_000);
    await asking.change(ago('first_sent_at', '61 minutes'), isDue);
    asking.attempts = [];
    expect(await asking.complete(late(undecided))).toBe(1);
    expect([(await asking.key())?.state, asking.attempts]).toEqual(['review', []]);
  });

  it('is repeated once if an operator records that it was never executed', async () => {
    await asking.change(`resolution = '{"kind": "not_executed"}'`);
    expect(await asking.ask(late(absent))).toBe('{"outcome":"called"}');
    expect(asking.numbers).toEqual(['1', '2']);
  });

  it('is only read back by the successor of an owner that crashed before it got a response', async () => {
    await asking.on.forget();
    asking.attempts = [];
    await asking.on.dieCalling('k');
    await asking.on.endLeases();
    await asking.change(ago('sent_at', '61 minutes'));
    expect(await asking.ask(late(undecided))).toBe('the outcome of pay is not known');
    expect([(await asking.key())?.state, asking.attempts]).toEqual(['review', []]);
  });
});

describe('a call that may not be sent again, with lookEverywhere', () => {
  const looking = (found: ProviderResult): Placing =>
    asking.saying('called', undecided, {
      resendForMs: 3_600_000,
      lookEverywhere: () => (found instanceof Error ? Promise.reject(found) : Promise.resolve(found)),
    });

  beforeEach(async () => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(ago('sent_at', '61 minutes'), isDue);
  });

  it('completes with the outcome found there, and needs no operator', async () => {
    expect(await asking.ask(looking('found elsewhere'))).toBe('{"outcome":"found elsewhere"}');
  });

  it.each<ProviderResult>([absent, undecided])('is in review if that is inconclusive', async (found) => {
    await asking.ask(looking(found));
    expect(await asking.key()).toMatchObject({ state: 'review' });
  });

  it('is read back again if that fails', async () => {
    await asking.ask(looking(new Error('payments is away')));
    expect(await asking.key()).toMatchObject({ state: 'unknown', reason: 'payments is away' });
  });
});

describe('an operation in review, once an operator has decided', () => {
  const takesText = {
    readOutcome: (value: unknown): string => {
      if (typeof value !== 'string') throw new Error('an outcome is a text');
      return value;
    },
  };
  const decide = (resolution: unknown): Promise<unknown> =>
    asking.on.pool.query(
      `update idempotency_key set resolution = $1, state = 'unknown', drive_at = clock_timestamp()`,
      [JSON.stringify(resolution)],
    );

  beforeEach(async () => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(`state = 'review', drive_at = null`);
  });

  it.each([
    ['a completer', 'complete'],
    ['the next request', 'ask'],
  ] as const)(
    'completes with the outcome by %s, without a call, if reading back finds nothing',
    async (_, goOn) => {
      for (const said of [undecided, absent, new Error('the provider is away')] as ProviderResult[]) {
        await decide({ kind: 'outcome', outcome: 'paid by hand' });
        await asking[goOn](asking.saying('called', said, takesText));
        expect(await asking.ask(asking.saying('called'))).toBe('{"outcome":"paid by hand"}');
        expect(asking.numbers).toEqual(['1']);
        await asking.forget();
        await asking.ask(asking.saying(noAnswer));
        await asking.change(`state = 'review', drive_at = null`);
      }
    },
  );

  it.each([
    ['not executed', { kind: 'not_executed' }],
    ['that it ended differently', { kind: 'outcome', outcome: 'declined' }],
  ])('completes with the outcome read back, although the operator recorded %s', async (_, said) => {
    await decide(said);
    await asking.change(ago('sent_at', '61 minutes'));
    expect(await asking.complete(asking.saying('called', 'found', takesText))).toBe(1);
    expect(await asking.ask(asking.saying('called'))).toBe('{"outcome":"found"}');
    expect(asking.numbers).toEqual(['1']);
  });

  it('is repeated under a new key if it was not executed, and the remote party has never seen it', async () => {
    await decide({ kind: 'not_executed' });
    await asking.change(ago('sent_at', '23 hours'));
    expect(await asking.complete(asking.saying('called', absent))).toBe(1);
    expect(await asking.ask(asking.saying('never called'))).toBe('{"outcome":"called"}');
    expect(asking.numbers).toEqual(['1', '2']);
  });

  it('is repeated under a new key only if it has not arrived a minute after its last request', async () => {
    const neverSeen = asking.saying('called', undecided, {
      lookEverywhere: () => Promise.resolve(absent),
    });
    await decide({ kind: 'not_executed' });
    await asking.change(ago('sent_at', '61 minutes'));
    expect(await asking.complete(neverSeen)).toBe(1);
    expect(await asking.ask(neverSeen)).toMatch(/^decision not applied yet: pay may have been sent recently/);
    expect(await asking.key()).toMatchObject({ state: 'unknown', is_absent: true, attempt: 1 });
    expect(asking.numbers).toEqual(['1']);
    await asking.change(ago('absent_at', '59 seconds'), isDue);
    expect(await asking.complete(neverSeen)).toBe(1);
    expect(asking.numbers).toEqual(['1']);
    await asking.change(ago('absent_at', '61 seconds'), isDue);
    expect(await asking.complete(neverSeen)).toBe(1);
    expect(asking.numbers).toEqual(['1', '2']);
  });

  it('waits as well for the request of an attempt that an earlier decision began after all that time', async () => {
    await decide({ kind: 'not_executed' });
    await asking.change(ago('sent_at', '25 hours'));
    await asking.complete(asking.saying(noAnswer, absent));
    expect(await asking.key()).toMatchObject({ state: 'unknown', attempt: 2 });
    await decide({ kind: 'not_executed' });
    await asking.complete(asking.saying('called', absent));
    expect(await asking.key()).toMatchObject({ attempt: 2, is_absent: true });
    expect(asking.numbers).toEqual(['1', '2']);
  });

  it('waits on if it cannot be checked meanwhile', async () => {
    await decide({ kind: 'not_executed' });
    await asking.complete(asking.saying('called', absent));
    await asking.change(isDue);
    await asking.complete(asking.saying('called', new Error('the provider is away')));
    await asking.change(ago('absent_at', '61 seconds'), isDue);
    await asking.complete(asking.saying('called', absent));
    expect(asking.numbers).toEqual(['1', '2']);
  });

  it('completes with the result of a request that arrived after the decision', async () => {
    await decide({ kind: 'not_executed' });
    expect(await asking.complete(asking.saying('called', absent))).toBe(1);
    await asking.change(ago('absent_at', '61 seconds'), isDue);
    expect(await asking.complete(asking.saying('called', 'found'))).toBe(1);
    expect(await asking.ask(asking.saying('called'))).toBe('{"outcome":"found"}');
    expect(asking.numbers).toEqual(['1']);
  });

  it.each<[string, ProviderResult, string]>([
    [
      'reading back is inconclusive',
      undecided,
      'decision not applied: pay may have been executed. Record its outcome, or retry',
    ],
    [
      'reading back fails',
      new Error('the provider is away'),
      'decision not applied: could not check whether pay was executed: the provider is away',
    ],
  ])('is not repeated on the record that it was not executed if %s', async (_, said, reason) => {
    await decide({ kind: 'not_executed' });
    await asking.change(ago('sent_at', '61 minutes'));
    expect(await asking.complete(asking.saying('called', said))).toBe(1);
    expect(await asking.key()).toMatchObject({ state: 'unknown', reason, attempt: 1 });
    expect(asking.numbers).toEqual(['1']);
  });

  it('returns to review if its call may not be sent again and the decision is refused', async () => {
    await decide({ kind: 'not_executed' });
    await asking.change(ago('sent_at', '23 hours'));
    expect(await asking.complete(asking.saying('called', undecided))).toBe(1);
    expect(await asking.key()).toMatchObject({ state: 'review', due_in_ms: null });
  });

  it.each([
    ['that its phase refuses', takesText, 'decision not applied: an outcome is a text'],
    ['though its phase takes none', {}, 'decision not applied: pay does not accept a recorded outcome'],
  ])('is in review again, with the reason, after an outcome %s', async (_, over, reason) => {
    await decide({ kind: 'outcome', outcome: 7 });
    expect(await asking.complete(asking.saying('called', 'found', over))).toBe(1);
    expect(await asking.key()).toMatchObject({ state: 'review', reason });
    expect(await asking.ask(asking.saying('called'))).toBe('idempotency_outcome_in_review');
    expect(asking.numbers).toEqual(['1']);
  });
});
