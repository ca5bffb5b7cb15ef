import { describe, expect, it } from '@jest/globals';
import { type Fault, type Strike } from '@holdfast/lab-api';
import { badgesOf } from './badges.ts';
import { endsText, faultName, faultStatus, strikeName, strikeStatus } from './fault-words.ts';
import { fault, hit, now, strike } from './system.fixture.ts';

const armedFor10 = 'armed for 10 s, nothing of this kind has passed. Let customers in?';

describe('a fault on its badge', () => {
  it.each<[Fault, string]>([
    [{ kind: 'latency', ms: 3_000 }, 'slow 3 s'],
    [{ kind: 'latency', ms: 3_000, jitterMs: 500 }, 'slow 3 s ± 0.5 s'],
    [{ kind: 'latency', ms: 50 }, 'slow 50 ms'],
    [{ kind: 'reset' }, 'resets'],
    [{ kind: 'close' }, 'closes early'],
    [{ kind: 'black_hole' }, 'black hole'],
    [{ kind: 'refuse' }, 'refuses connections'],
    [{ kind: 'syn_hang' }, 'connections hang'],
    [{ kind: 'half_open' }, 'hides disconnects'],
    [{ kind: 'bandwidth', bytesPerSecond: 1_000 }, '1000 bytes/s'],
    [{ kind: 'slice', bytes: 10 }, 'in pieces of 10 bytes'],
    [{ kind: 'truncate', bytes: 10 }, 'cut after 10 bytes'],
    [{ kind: 'garbage' }, 'garbage'],
    [{ kind: 'status', status: 503 }, '503 instead'],
    [{ kind: 'status_after', status: 503 }, '503 after the work'],
  ])('%j is "%s"', (given, name) => expect(faultName(given)).toBe(name));

  it.each([
    ['right after it was set', {}, 0, 'armed'],
    ['while nothing has passed for 9 s', {}, 9_999, 'armed'],
    ['while nothing has passed for 10 s', {}, 10_000, armedFor10],
    ['after one strike', { struck: 1, lastStruckAt: now }, 2_500, 'struck once, last 2 s ago'],
    ['after many', { struck: 12, lastStruckAt: now }, 2_000, 'struck 12 times, last 2 s ago'],
    [
      'that has struck, some time ago',
      { struck: 12, lastStruckAt: now },
      180_000,
      'struck 12 times, last 3 min ago',
    ],
    ['that has struck connections', { struck: 2 }, 60_000, 'struck 2 times'],
  ])('%s', (_, change, afterMs, status) => expect(faultStatus(fault(change), now + afterMs)).toBe(status));

  it('says when it ends, unless it is kept', () => {
    expect(endsText(fault({ endsAt: now + 104_000 }), now)).toBe('ends in 104 s');
    expect(endsText(fault({ endsAt: null }), now)).toBeUndefined();
  });
});

describe('a strike on its badge', () => {
  it.each<[Partial<Strike>, string]>([
    [{}, 'drop the response'],
    [{ direction: 'request', action: { kind: 'duplicate' } }, 'duplicate the request'],
    [{ label: 'POST /payments', action: { kind: 'hold' } }, 'hold the response POST /payments'],
    [{ action: { kind: 'delay', ms: 2_000 } }, 'delay the response by 2 s'],
    [{ action: { kind: 'cut' } }, 'cut the response'],
    [{ action: { kind: 'black_hole' } }, 'swallow the response'],
    [{ action: { kind: 'close' } }, 'drop and close at the response'],
  ])('%j is "%s"', (change, name) => expect(strikeName(strike(change))).toBe(name));

  it.each([
    ['armed', null, 0, 'armed'],
    ['armed', null, 10_000, armedFor10],
    ['held', hit('200 POST /v1/payment_intents'), 0, 'holds: 200 POST /v1/payment_intents'],
    ['struck', hit('200 POST /v1/payment_intents'), 0, 'hit: 200 POST /v1/payment_intents'],
  ] as const)('%s', (state, message, afterMs, status) =>
    expect(strikeStatus(strike({ state, message }), now + afterMs)).toBe(status),
  );
});

describe('the badges of a connection', () => {
  const struck = strike({ state: 'struck', message: hit('200 POST /v1/payment_intents') });
  const namesAfter = (ms: number): string[] =>
    badgesOf({ faults: [fault({ setAt: now - 1 })], strikes: [struck] }, now + ms).map(({ name }) => name);

  it('begin with the newest', () => expect(namesAfter(0)).toEqual(['drop the response', 'slow 3 s']));
  it('lose a strike half a minute after it hit', () => expect(namesAfter(30_000)).toEqual(['slow 3 s']));
});
