import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { absent, undecided } from '../src/index.ts';
import { ago, Asking, isDue, noAnswer, type Said } from './asking.fixture.ts';
import { codeOf, type Placing, requestOf } from './placing.fixture.ts';

let asking: Asking;

beforeAll(async () => {
  asking = await Asking.open();
});
beforeEach(() => asking.forget());
afterAll(() => asking.on.close());

describe('a call that the other side may not recognise any more', () => {
  const late = (readBack: Said): Placing => asking.saying('called', readBack, { resendForMs: 3_600_000 });

  beforeEach(async () => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(ago('sent_at', '61 minutes'), isDue);
  });

  it('is sent again until then', async () => {
    await asking.change(ago('sent_at', '59 minutes'));
    expect(await asking.ask(late(undecided))).toBe('{"outcome":"called"}');
  });

  it('is only asked for: what a look finds is its outcome', async () => {
    expect(await asking.ask(late('found'))).toBe('{"outcome":"found"}');
    expect(asking.attempts).toHaveLength(1);
  });

  it('is in review when a look does not decide it, and nothing runs again by itself', async () => {
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
    expect([asking.attempts.length, asking.looks]).toEqual([1, 2]);
  });

  it('is asked for again when a look fails', async () => {
    expect(await asking.ask(late(new Error('the provider is away')))).toBe('the provider is away');
    expect(await asking.key()).toMatchObject({ state: 'unknown', reason: 'the provider is away' });
    expect(await asking.ask(late('found'))).toBe('{"outcome":"found"}');
  });

  it('is made under a new key when it was never seen for a minute', async () => {
    expect(await asking.ask(late(absent))).toBe('the outcome of pay is not known');
    expect(await asking.key()).toMatchObject({ state: 'unknown', is_absent: true });
    await asking.change(ago('absent_at', '61 seconds'));
    expect(await asking.ask(late(absent))).toBe('{"outcome":"called"}');
    expect(asking.numbers).toEqual(['1', '2']);
  });

  it('is only asked for by the successor of an owner that died before it got an answer', async () => {
    await asking.on.forget();
    asking.attempts = [];
    await asking.on.dieCalling('k');
    await asking.on.endLeases();
    await asking.change(ago('sent_at', '61 minutes'));
    expect(await asking.ask(late(undecided))).toBe('the outcome of pay is not known');
    expect([(await asking.key())?.state, asking.attempts]).toEqual(['review', []]);
  });
});

describe('an operation in review, once a person has decided', () => {
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
  ] as const)('is ended with the outcome by %s, without a call or a look', async (_, goOn) => {
    await decide({ kind: 'outcome', outcome: 'paid by hand' });
    const before = asking.looks;
    await asking[goOn](asking.saying('called', 'found', takesText));
    expect(await asking.ask(asking.saying('called'))).toBe('{"outcome":"paid by hand"}');
    expect([asking.numbers, asking.looks]).toEqual([['1'], before]);
  });

  it('is made under a new key when it was not executed', async () => {
    await decide({ kind: 'not_executed' });
    expect(await asking.complete(asking.saying('called'))).toBe(1);
    expect(await asking.ask(asking.saying('never called'))).toBe('{"outcome":"called"}');
    expect(asking.numbers).toEqual(['1', '2']);
  });

  it.each([
    ['that its phase refuses', takesText, 'not resolved: an outcome is a text'],
    ['though its phase takes none', {}, 'not resolved: pay takes no outcome from outside'],
  ])('is in review again with the reason when it is given an outcome %s', async (_, over, reason) => {
    await decide({ kind: 'outcome', outcome: 7 });
    expect(await asking.complete(asking.saying('called', 'found', over))).toBe(1);
    expect(await asking.key()).toMatchObject({ state: 'review', reason });
    expect(await asking.ask(asking.saying('called'))).toBe('idempotency_outcome_in_review');
    expect(asking.numbers).toEqual(['1']);
  });
});
