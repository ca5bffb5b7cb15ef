import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type EntryState,
  type KeyEntry,
  KeyStorageError,
  type RefundOutcome,
} from '@holdfast/checkout-client';
import { longestUnaskedMs, retentionHours } from '../long-ago.ts';
import { refundName } from './refund-name.ts';
import { RefundRequest } from './refund-request.ts';

const sent = { key: 'k', attempts: 1, isReplay: false };
const entryOf = (state: EntryState): KeyEntry => ({
  key: 'k',
  fingerprint: 'f',
  createdAt: 0,
  state,
  isShared: false,
});

type Answer = (name: string) => Promise<RefundOutcome>;

let entries: Map<string, KeyEntry>;
let names: string[];
let clicks: Map<string, number>;
let answer: Answer;
let isVisible: boolean;
let request: RefundRequest;
/** A freshly loaded page. */
let page: () => RefundRequest;

/** Records as the client does. */
const settled =
  (state: EntryState, outcome: object): Answer =>
  (operation) => {
    entries.set(operation, entryOf(state));
    return Promise.resolve({ operation, ...sent, ...outcome } as RefundOutcome);
  };
const amount = { amountMinor: 4200, currency: 'usd' };
const refunded = settled('succeeded', {
  kind: 'refunded',
  refund: { refundId: 're_1', orderId: 'ord_1', status: 'succeeded', amount },
});
const refused = settled('released', {
  kind: 'refused',
  problem: { code: 'order_not_refundable', status: 409, detail: 'Not now.' },
});
const unknown = settled('open', { kind: 'unknown', mayHaveRun: true });
const expired = settled('open', { kind: 'expired' });

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  entries = new Map();
  names = [];
  clicks = new Map();
  answer = refunded;
  isVisible = true;
  const kept = {
    at: (name: string) => clicks.get(name),
    keep: (name: string, at: number) => void clicks.set(name, at),
    forget: (name: string) => void clicks.delete(name),
  };
  const client = {
    find: (name: string) => Promise.resolve(entries.get(name)),
    refund: (_orderId: string, name: string) => {
      names.push(name);
      return answer(name);
    },
    forget: (name: string) => {
      entries.delete(name);
      return Promise.resolve();
    },
  };
  page = () => new RefundRequest('ord_1', client, kept, () => isVisible);
  request = page();
});

afterEach(() => {
  request.stop();
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('the name of a refund', () => {
  const nameAfter = async (...states: EntryState[]) => {
    states.forEach((state, index) => entries.set(`refund-ord_1-${index + 1}`, entryOf(state)));
    return refundName('ord_1', (name) => Promise.resolve(entries.get(name)));
  };

  it.each<[EntryState[], string, boolean]>([
    [[], 'refund-ord_1-1', false],
    [['open'], 'refund-ord_1-1', true],
    [['refused'], 'refund-ord_1-2', false],
    [['released', 'open'], 'refund-ord_1-2', true],
    [['succeeded', 'refused'], 'refund-ord_1-3', false],
  ])('after %j is %s', async (states, name, isOpen) => {
    expect(await nameAfter(...states)).toMatchObject({ name, isOpen });
  });

  it('comes with the time of the first request', async () => {
    entries.set('refund-ord_1-1', { ...entryOf('open'), createdAt: 7 });
    expect(await refundName('ord_1', (name) => Promise.resolve(entries.get(name)))).toEqual({
      name: 'refund-ord_1-1',
      isOpen: true,
      sentAt: 7,
    });
  });
});

describe('a request for a refund', () => {
  it('is one request for two clicks', async () => {
    await Promise.all([request.send('$42.00'), request.send('$42.00')]);
    expect(names).toEqual(['refund-ord_1-1']);
    expect(request.current()).toMatchObject({ isWorking: false, result: { kind: 'made' } });
  });

  it('has a new name after a refusal', async () => {
    answer = refused;
    await request.send('$42.00');
    expect(request.current().result?.sentence).toBe('Nothing was returned this time. Not now.');
    answer = refunded;
    await request.send('$42.00');
    expect(names).toEqual(['refund-ord_1-1', 'refund-ord_1-2']);
  });

  it.each([
    ['a refusal', refused],
    ['an expired key', expired],
  ])('hides the result of an earlier one while it is on its way: after %s', async (_, earlier) => {
    answer = earlier;
    await request.send('$42.00');
    answer = () => new Promise(() => undefined);
    void request.send('$42.00');
    await pass(0);
    expect(request.current()).toMatchObject({ isWorking: true, result: undefined, resultAt: undefined });
  });

  it('keeps saying that a result is unknown while it asks again', async () => {
    answer = unknown;
    await request.send('$42.00');
    answer = () => new Promise(() => undefined);
    await pass(15_000);
    expect(request.current()).toMatchObject({ isWorking: true, result: { kind: 'unknown' } });
  });

  it('asks again under the same name until the result is known', async () => {
    answer = unknown;
    await request.send('$42.00');
    expect(request.current()).toMatchObject({ result: { kind: 'unknown' }, asksAt: 15_000 });
    answer = refunded;
    await pass(15_000);
    expect(names).toEqual(['refund-ord_1-1', 'refund-ord_1-1']);
    expect(request.current()).toMatchObject({ result: { kind: 'made' }, asksAt: undefined });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('asks again though the clock was set back meanwhile', async () => {
    answer = unknown;
    await request.send('$42.00');
    jest.setSystemTime(-60_000);
    await pass(15_000);
    expect(names).toHaveLength(2);
  });

  it('asks no sooner when its page is seen', async () => {
    answer = unknown;
    await request.send('$42.00');
    await pass(14_999);
    request.wake();
    await pass(0);
    expect(names).toHaveLength(1);
  });

  it('waits for a hidden page to be seen', async () => {
    answer = unknown;
    await request.send('$42.00');
    isVisible = false;
    await pass(60_000);
    expect(names).toHaveLength(1);
    isVisible = true;
    request.wake();
    await pass(0);
    expect(names).toHaveLength(2);
    expect(request.current().result?.sentence).toMatch(/whether \$42\.00 was returned/);
  });

  it('is continued after a reload, and only if it has no result', async () => {
    await request.resume('$42.00');
    expect(names).toEqual([]);
    entries.set('refund-ord_1-1', entryOf('open'));
    await request.resume('$42.00');
    expect(names).toEqual(['refund-ord_1-1']);
  });

  it('that was left is sent by a click only', async () => {
    entries.set('refund-ord_1-1', entryOf('open'));
    jest.setSystemTime(longestUnaskedMs + 1);
    await request.resume('$42.00');
    expect(names).toEqual([]);
    expect(request.current()).toMatchObject({ result: { kind: 'left' }, resultAt: longestUnaskedMs + 1 });
    await request.send('$42.00');
    expect(names).toEqual(['refund-ord_1-1']);
    expect(request.current().result?.kind).toBe('made');
  });

  it('that was left and is not wanted is forgotten, and can be made anew', async () => {
    entries.set('refund-ord_1-1', entryOf('open'));
    jest.setSystemTime(longestUnaskedMs + 1);
    await request.resume('$42.00');
    await request.giveUp();
    expect(names).toEqual([]);
    expect(entries.size).toBe(0);
    expect(request.current().result).toEqual({
      kind: 'given_up',
      sentence: "We won't ask for that refund again. If it was made, you will get an email about it.",
    });
    answer = () => new Promise(() => undefined);
    void request.send('$42.00');
    expect(request.current().result).toBeUndefined();
  });

  it('that was left keeps a result that another tab has learned meanwhile', async () => {
    entries.set('refund-ord_1-1', entryOf('open'));
    jest.setSystemTime(longestUnaskedMs + 1);
    await request.resume('$42.00');
    entries.set('refund-ord_1-1', entryOf('succeeded'));
    await request.giveUp();
    expect(entries.get('refund-ord_1-1')?.state).toBe('succeeded');
    expect(request.current().result).toBeUndefined();
  });

  it('that was left, and sent by a click, is continued after a reload under the same name', async () => {
    entries.set('refund-ord_1-1', entryOf('open'));
    jest.setSystemTime(longestUnaskedMs + 1);
    await request.resume('$42.00');
    answer = unknown;
    await request.send('$42.00');
    request.stop();
    answer = refunded;
    request = page();
    await request.resume('$42.00');
    expect(names).toEqual(['refund-ord_1-1', 'refund-ord_1-1']);
    expect(request.current().result?.kind).toBe('made');
    expect(clicks.size).toBe(0);
  });

  it('that was left is forgotten once its result is known from the order', async () => {
    entries.set('refund-ord_1-1', entryOf('open'));
    jest.setSystemTime(longestUnaskedMs + 1);
    await request.resume('$42.00');
    await request.forgetLeft();
    expect(request.current().result).toBeUndefined();
    expect(entries.size).toBe(0);
    expect(names).toEqual([]);
  });

  it('that is too old to be sent is forgotten, and can be made anew', async () => {
    entries.set('refund-ord_1-1', entryOf('open'));
    jest.setSystemTime(retentionHours * 3_600_000 + 1);
    await request.resume('$42.00');
    expect(request.current().result).toBeUndefined();
    expect(entries.size).toBe(0);
  });

  it('asks again only for so long after a click', async () => {
    answer = unknown;
    await request.send('$42.00');
    await pass(longestUnaskedMs + 15_000);
    const asked = names.length;
    expect(request.current()).toMatchObject({ result: { kind: 'left' }, asksAt: undefined });
    await pass(longestUnaskedMs);
    expect(names).toHaveLength(asked);
  });

  it('gives up a key that the server has forgotten', async () => {
    answer = expired;
    await request.send('$42.00');
    expect(request.current().result?.kind).toBe('expired');
    expect(entries.size).toBe(0);
  });

  it('says so if nothing can be stored, and may be made again', async () => {
    answer = () => Promise.reject(new KeyStorageError('full'));
    await request.send('$42.00');
    expect(request.current()).toMatchObject({ isWorking: false, result: { kind: 'not_made' } });
  });

  it('stays unknown if nothing can be stored after a request that may have worked', async () => {
    answer = unknown;
    await request.send('$42.00');
    answer = () => Promise.reject(new KeyStorageError('full'));
    await pass(15_000);
    expect(names).toHaveLength(2);
    expect(request.current()).toMatchObject({ result: { kind: 'unknown' }, asksAt: 30_000 });
  });

  it('is unknown if nothing can be stored while an earlier page waits for its result', async () => {
    entries.set('refund-ord_1-1', entryOf('open'));
    answer = () => Promise.reject(new KeyStorageError('full'));
    await request.resume('$42.00');
    expect(request.current()).toMatchObject({ result: { kind: 'unknown' }, asksAt: 15_000 });
  });

  it('asks no more once its page is gone', async () => {
    answer = unknown;
    const call = request.send('$42.00');
    request.stop();
    await call;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not stay at work after an unexpected error', async () => {
    answer = () => Promise.reject(new TypeError('a bug'));
    await expect(request.send('$42.00')).rejects.toThrow('a bug');
    expect(request.current().isWorking).toBe(false);
  });
});
