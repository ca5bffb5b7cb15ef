import { describe, expect, it } from '@jest/globals';
import {
  breakerOptions,
  checkedSettings,
  type DependencyOptions,
  lessonDefaults,
  ResilienceConfigError,
} from './dependency.options.ts';
import { Resilience } from './resilience.ts';

const usersSee = { closed: 'all is well', open: 'an older page', half_open: 'an older page' };
const needed = { name: 'payments', usersSee };

/** Options from a source without type checks. */
const settingsOf = (options: object) => checkedSettings({ ...needed, ...options });

function faultOf(options: object): string {
  try {
    settingsOf(options);
  } catch (error) {
    expect(error).toBeInstanceOf(ResilienceConfigError);
    return (error as Error).message;
  }
  throw new Error('no fault was found');
}

describe('the settings of a dependency', () => {
  it('have the documented defaults', () => {
    expect(checkedSettings(needed)).toEqual({
      ...needed,
      attemptTimeoutMs: 1_000,
      deadlineMs: 5_000,
      reserveMs: 20,
      attempts: 3,
      backoff: { baseMs: 100, capMs: 1_000 },
      retryBudget: { percent: 10, reservePerSecond: 1 },
      breaker: {
        windowMs: 30_000,
        minThroughput: 20,
        failurePercent: 50,
        consecutiveFailures: 5,
        consecutiveSpanMs: 1_000,
        openMs: 5_000,
        openCapMs: 60_000,
        openJitterPercent: 20,
        probesToClose: 1,
        probeWithWritesAfterMs: 2_000,
      },
      bulkhead: { limit: 100 },
    });
  });

  it('give a probe its attempt timeout plus half a second to report', () => {
    expect(breakerOptions(settingsOf({ attemptTimeoutMs: 3_000 }))).toMatchObject({ probeLeaseMs: 3_500 });
    expect(breakerOptions(settingsOf({ breaker: false }))).toBeUndefined();
  });

  it('share nothing with the options they were made from', () => {
    const options = { ...needed, backoff: { baseMs: 10 }, breaker: { openMs: 100 } };
    const settings = checkedSettings(options);
    options.backoff.baseMs = 900;
    options.breaker.openMs = 900;
    expect(settings).toMatchObject({ backoff: { baseMs: 10 }, breaker: { openMs: 100 } });
  });

  it('accept frozen options', () => {
    const options = Object.freeze({ ...needed, breaker: Object.freeze({ openMs: 100 }) });
    expect(() => new Resilience().dependency(options)).not.toThrow();
  });

  it('can be the textbook values', () => {
    expect(checkedSettings({ ...needed, ...lessonDefaults })).toMatchObject({
      attempts: 3,
      attemptTimeoutMs: 5_000,
      backoff: { baseMs: 200, capMs: 10_000 },
      breaker: { consecutiveFailures: 3, openMs: 15_000 },
    });
  });
});

describe('a wrong option', () => {
  const wrong = [Infinity, -Infinity, Number.NaN, '1000', -1, 2 ** 31, null, 1n, true];
  const numbers: [string, (value: unknown) => object][] = [
    ['attemptTimeoutMs', (attemptTimeoutMs) => ({ attemptTimeoutMs })],
    ['deadlineMs', (deadlineMs) => ({ deadlineMs })],
    ['attempts', (attempts) => ({ attempts })],
    ['backoff.baseMs', (baseMs) => ({ backoff: { baseMs } })],
    ['backoff.capMs', (capMs) => ({ backoff: { capMs } })],
    ['retryBudget.percent', (percent) => ({ retryBudget: { percent } })],
    ['retryBudget.reservePerSecond', (reservePerSecond) => ({ retryBudget: { reservePerSecond } })],
    ['bulkhead.limit', (limit) => ({ bulkhead: { limit } })],
    ...(
      [
        'windowMs',
        'minThroughput',
        'failurePercent',
        'consecutiveFailures',
        'consecutiveSpanMs',
        'openMs',
        'openCapMs',
        'openJitterPercent',
        'probesToClose',
        'probeWithWritesAfterMs',
      ] as const
    ).map((name): [string, (value: unknown) => object] => [
      `breaker.${name}`,
      (value) => ({ breaker: { [name]: value } }),
    ]),
  ];

  it.each(numbers)('%s is named, whatever replaces a number in its range', (name, optionsWith) => {
    for (const value of wrong)
      expect(faultOf(optionsWith(value))).toContain(`dependency payments: ${name}: `);
  });

  it.each([
    ['attempts', { attempts: 0 }],
    ['attempts', { attempts: 11 }],
    ['attempts', { attempts: 1.5 }],
    ['attemptTimeoutMs', { attemptTimeoutMs: 0 }],
    ['deadlineMs', { deadlineMs: 30_001 }],
    ['bulkhead.limit', { bulkhead: { limit: 0 } }],
    ['breaker.failurePercent', { breaker: { failurePercent: 0 } }],
    ['breaker.failurePercent', { breaker: { failurePercent: 101 } }],
    ['breaker', { breaker: true }],
    ['breaker', { breaker: 'off' }],
    ['usersSee.closed', { usersSee: { ...usersSee, closed: '' } }],
    ['usersSee.half_open', { usersSee: { closed: 'a', open: 'b' } }],
    ['usersSee', { usersSee: undefined }],
  ])('%s in %j is named', (name, options) => {
    expect(faultOf(options)).toContain(`payments: ${name}: `);
  });

  it.each(['', 'Payments', 'the shop', 'a--b', '-a', '1st', 'a_b', undefined, 5])(
    'is a name like %p',
    (name) => {
      expect(faultOf({ name })).toContain(': name: ');
    },
  );

  it('is named if it does not exist', () => {
    expect(faultOf({ timeoutMs: 5 })).toContain('options: Unrecognized key: "timeoutMs"');
    expect(faultOf({ breaker: { resetTimeout: 5 } })).toContain('breaker: Unrecognized key: "resetTimeout"');
    expect(faultOf({ bulkhead: { queue: 5 } })).toContain('bulkhead: Unrecognized key: "queue"');
  });

  it('is named together with all others', () => {
    const message = faultOf({ attempts: 0, bulkhead: { limit: -1 }, breaker: { openMs: 'soon' } });
    for (const name of ['attempts', 'bulkhead.limit', 'breaker.openMs'])
      expect(message).toContain(`${name}: `);
  });
});

describe('options that contradict each other', () => {
  it.each<[string, Partial<DependencyOptions>]>([
    ['attemptTimeoutMs', { attemptTimeoutMs: 5_001 }],
    ['attemptTimeoutMs', { attemptTimeoutMs: 200, deadlineMs: 100 }],
    ['breaker.windowMs', { attemptTimeoutMs: 1_000, breaker: { windowMs: 1_999 } }],
    ['breaker.windowMs', { attemptTimeoutMs: 1, breaker: { windowMs: 9 } }],
    ['breaker.openMs', { breaker: { openMs: 60_001 } }],
    ['breaker.openMs', { breaker: { openMs: 2_000, openCapMs: 1_000 } }],
    ['backoff.baseMs', { backoff: { baseMs: 1_001 } }],
  ])('are refused, naming %s', (name, options) => {
    expect(faultOf(options)).toContain(`payments: ${name}: must `);
  });

  it.each<Partial<DependencyOptions>>([
    { attemptTimeoutMs: 5_000 },
    { attemptTimeoutMs: 1_000, breaker: { windowMs: 2_000 } },
    { attemptTimeoutMs: 20_000, deadlineMs: 30_000, breaker: false },
    { breaker: { openMs: 1_000, openCapMs: 1_000 } },
    { backoff: { baseMs: 1_000 } },
  ])('are not %j', (options) => {
    expect(settingsOf(options)).toMatchObject(options);
  });
});
