import { describe, expect, it } from '@jest/globals';
import { absent, type CallAttempt, complete, phase, undecided } from '../operation/phase.ts';
import { type Owned } from '../store/claim.ts';
import { resolveCall, unknown } from './resolve-call.ts';
import { runningTimes } from './running-times.ts';

type Found = 'charged' | typeof absent | typeof undecided;

interface Case {
  /** How long ago the call was first sent, ms. It may be sent again for 100 ms. */
  readonly sentMsAgo: number;
  readonly absentMsAgo?: number;
  /** An error: it cannot be read back. */
  readonly finds: Found | Error;
  /** Default 1. */
  readonly attemptNumber?: number;
  readonly findsElsewhere?: Found;
}

/** Resolves a call that may have been executed; `made` are the calls to the remote party, in order. */
async function resolve({ sentMsAgo, absentMsAgo, finds, findsElsewhere, attemptNumber = 1 }: Case) {
  const made: string[] = [];
  const note = <T>(what: string, result: T | Error): Promise<T> => {
    made.push(what);
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  };
  const charge = phase<object, string>({
    name: 'charge',
    resendForMs: 100,
    call: () => note('call', 'charged'),
    then: () => complete({ status: 201, headers: {}, body: '' }),
    readBack: () => note('read back', finds),
    ...(findsElsewhere === undefined
      ? {}
      : { lookEverywhere: () => note('look everywhere', findsElsewhere) }),
  });
  const attempt = { mayHaveHappened: true, firstSentMsAgo: sentMsAgo, sentMsAgo } as CallAttempt;
  const owned = { tries: 1, absentMsAgo, resolution: undefined, attempt: attemptNumber } as Owned;
  const { kind, ...rest } = await resolveCall(charge, {}, attempt, owned, runningTimes);
  const suspension = 'suspension' in rest ? rest.suspension : undefined;
  return { made, kind, state: suspension?.state, reason: suspension?.reason };
}

const longAbsent = runningTimes.absenceGraceMs;

describe('a call that may have been executed', () => {
  it('is made again while the remote party recognizes its key', async () => {
    expect(await resolve({ sentMsAgo: 99, finds: undecided })).toMatchObject({
      made: ['call'],
      kind: 'decided',
    });
  });

  it.each<[string, Case, object]>([
    ['decided', { sentMsAgo: 100, finds: 'charged', findsElsewhere: 'charged' }, { kind: 'decided' }],
    [
      'absent',
      { sentMsAgo: 100, finds: absent, findsElsewhere: undecided },
      { state: 'unknown', reason: 'the outcome of charge is not known' },
    ],
    [
      'absent for long',
      { sentMsAgo: 100, absentMsAgo: longAbsent, finds: absent, findsElsewhere: undecided },
      { state: 'review', reason: expect.stringContaining('never received charge') },
    ],
    [
      'absent for long, and may be sent again',
      { sentMsAgo: 99, absentMsAgo: longAbsent, finds: absent },
      { kind: 'new_attempt' },
    ],
    [
      'absent, and may be sent again',
      { sentMsAgo: 99, absentMsAgo: longAbsent - 1, finds: absent },
      { state: 'unknown' },
    ],
    [
      'not clear, and may be sent again',
      { sentMsAgo: 99, absentMsAgo: 0, finds: undecided, findsElsewhere: 'charged' },
      { state: 'unknown' },
    ],
    [
      'not clear, and there is nowhere else to look',
      { sentMsAgo: 100, finds: undecided },
      { state: 'review', reason: 'the outcome of charge is not known' },
    ],
  ])('is only read back once it is too late: %s', async (_, given, expected) => {
    expect(await resolve(given)).toMatchObject({ made: ['read back'], ...expected });
  });

  it.each<[string, Found | Error, object]>([
    ['which it did', 'charged', { made: ['read back'], kind: 'decided' }],
    ['which it did not', absent, { made: ['read back', 'call'], kind: 'decided' }],
    ['which is not clear', undecided, { made: ['read back', 'call'], kind: 'decided' }],
    ['which cannot be read', new Error('away'), { made: ['read back'], state: 'unknown', reason: 'away' }],
  ])('is only sent anew if the earlier one has not arrived meanwhile, %s', async (_, finds, expected) => {
    expect(await resolve({ sentMsAgo: 0, finds, attemptNumber: 2 })).toMatchObject(expected);
  });

  it.each<[string, Found, object]>([
    ['decides', 'charged', { kind: 'decided' }],
    ['proves nothing by finding nothing', absent, { state: 'review' }],
    ['is not clear either', undecided, { state: 'review' }],
  ])(
    'is looked for everywhere before an operator is asked, which %s',
    async (_, findsElsewhere, expected) => {
      expect(await resolve({ sentMsAgo: 100, finds: undecided, findsElsewhere })).toMatchObject({
        made: ['read back', 'look everywhere'],
        ...expected,
      });
    },
  );
});

describe('a call that seems absent', () => {
  const recheck = (absentMsAgo: number | undefined, tries: number): number | undefined =>
    unknown(new Error('lost'), { tries, absentMsAgo } as Owned, runningTimes, true).driveInMs;

  it('is rechecked as often as any other, since it may still arrive', () => {
    const rechecks = Array.from({ length: 100 }, () => recheck(undefined, 20) ?? Infinity);
    expect(Math.max(...rechecks)).toBeLessThanOrEqual(runningTimes.longestRecheckMs);
  });

  it('is rechecked when its absence can be believed, and no later', () => {
    const rechecks = Array.from({ length: 100 }, () => recheck(longAbsent - 10.5, 20) ?? Infinity);
    expect(Math.max(...rechecks)).toBe(11);
  });
});
