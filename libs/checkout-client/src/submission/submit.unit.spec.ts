import { beforeEach, describe, expect, it } from '@jest/globals';
import { answer, broken, FakeApi, hang, problem, type Reply } from '../api.fixture.ts';
import { IdempotentClient } from '../idempotent-client.ts';
import { type KeyStorage } from '../keys/key-storage.ts';
import { memoryStorage } from '../keys/memory-storage.ts';
import { type ClientOperation } from '../operation.ts';
import { type Runtime } from '../runtime.ts';
import { type CallProgress } from './submit.ts';

let api: FakeApi;
let storage: KeyStorage;

const made = answer(201, { made: true });
const unauthorized = problem(401, 'unauthorized');
const soldOut = problem(409, 'sold_out');

const operation = (body: object): ClientOperation<{ kind: 'made' }> => ({
  name: 'op-1',
  path: '/things',
  body,
  recognize: ({ status }) => (status === 201 ? { result: { kind: 'made' }, state: 'succeeded' } : undefined),
  conclusiveRefusals: ['sold_out'],
});

/** A freshly loaded page. */
const aClient = (attempts = 5) =>
  new IdempotentClient({ baseUrl: '', storage, attempts, runtime: api.runtime });

const submit = (body: object, ...replies: Reply[]) => {
  api.will(...replies);
  return api.pass(aClient().submit(operation(body)));
};

beforeEach(() => {
  api = new FakeApi();
  storage = memoryStorage();
});

describe('an operation whose outcome is unknown', () => {
  it('reuses its key after a reload', async () => {
    const before = await submit({ a: 1 }, broken);
    const after = await submit({ a: 1 }, made);
    expect([before.kind, after.kind]).toEqual(['unknown', 'made']);
    expect(after.key).toBe(before.key);
  });

  it('sends nothing for another body', async () => {
    await submit({ a: 1 }, broken);
    const sent = api.received.length;
    await expect(submit({ a: 2 }, made)).rejects.toMatchObject({ name: 'OperationMismatchError' });
    expect(api.received).toHaveLength(sent);
  });

  it('stays unknown after a refusal that covers its own request only', async () => {
    expect(await submit({ a: 1 }, broken, unauthorized)).toMatchObject({
      kind: 'unknown',
      reason: 'refused',
      mayHaveRun: true,
      problem: { code: 'unauthorized' },
    });
    expect(await submit({ a: 1 }, unauthorized)).toMatchObject({ kind: 'unknown', reason: 'refused' });
    await expect(submit({ a: 2 }, made)).rejects.toThrow('not known to have ended');
  });

  it('ends with a refusal that the server decides after looking up the key', async () => {
    const { key } = await submit({ a: 1 }, broken);
    expect(await submit({ a: 1 }, soldOut)).toMatchObject({ kind: 'refused', key });
    const next = await submit({ a: 2 }, made);
    expect(next.kind).toBe('made');
    expect(next.key).not.toBe(key);
  });

  it('is reported as expired, and not sent, once the server may have deleted the key', async () => {
    const { key } = await submit({ a: 1 }, broken);
    api.now += 72 * 3_600_000 + 1;
    const sent = api.received.length;
    expect(await submit({ a: 1 }, made)).toMatchObject({
      kind: 'expired',
      key,
      attempts: 0,
      problem: undefined,
      lastKnown: 'open',
    });
    expect(api.received).toHaveLength(sent);
  });

  it('starts over once the app forgets it', async () => {
    const { key } = await submit({ a: 1 }, broken);
    await aClient().forget('op-1');
    expect((await submit({ a: 2 }, made)).key).not.toBe(key);
  });

  it('can be found by a page that was reloaded', async () => {
    const { key } = await submit({ a: 1 }, broken);
    expect(await aClient().find('op-1')).toMatchObject({ key, state: 'open' });
    expect(await aClient().find('op-2')).toBeUndefined();
  });
});

describe('an operation that certainly had no effect yet', () => {
  const limited = problem(429, 'too_many_attempts');

  it('stays so in the next call, with its key', async () => {
    const first = await submit({ a: 1 }, limited);
    const second = await submit({ a: 1 }, limited);
    expect([first, second]).toMatchObject([{ mayHaveRun: false }, { mayHaveRun: false, key: first.key }]);
  });

  it('gives another body a new key', async () => {
    const { key } = await submit({ a: 1 }, limited);
    expect((await submit({ a: 2 }, made)).key).not.toBe(key);
  });

  it('may have had one after a lost response, in this call or an earlier one', async () => {
    expect(await submit({ a: 1 }, broken, limited)).toMatchObject({ kind: 'unknown', mayHaveRun: true });
    expect(await submit({ a: 1 }, limited)).toMatchObject({ kind: 'unknown', mayHaveRun: true });
  });
});

describe('an operation that was only ever refused', () => {
  it('keeps its key for the same body', async () => {
    const refused = await submit({ a: 1 }, unauthorized);
    expect((await submit({ a: 1 }, made)).key).toBe(refused.key);
  });

  it('gives another body a new key', async () => {
    const refused = await submit({ a: 1 }, unauthorized);
    expect((await submit({ a: 2 }, made)).key).not.toBe(refused.key);
  });
});

describe('a refusal that the storage cannot record', () => {
  const failing =
    (reply: Reply): Reply =>
    (...request) => {
      storage.get = () => Promise.reject(new Error('the disk is gone'));
      return reply(...request);
    };

  it('leaves the outcome unknown: another tab may have used the key', async () => {
    expect(await submit({ a: 1 }, failing(unauthorized))).toMatchObject({
      kind: 'unknown',
      reason: 'refused',
    });
  });

  it('is still returned if the server looked up the key', async () => {
    expect(await submit({ a: 1 }, failing(soldOut))).toMatchObject({ kind: 'refused' });
  });
});

describe('an operation that succeeded', () => {
  it('requests the same response again, with the same key', async () => {
    const { key } = await submit({ a: 1 }, made);
    const again = await submit({ a: 1 }, answer(201, {}, { 'idempotent-replayed': 'true' }));
    expect(again).toMatchObject({ kind: 'made', key, isReplay: true });
  });

  it('sends nothing for another body', async () => {
    await submit({ a: 1 }, made);
    await expect(submit({ a: 2 }, made)).rejects.toMatchObject({ state: 'succeeded' });
    expect(api.received).toHaveLength(1);
  });

  it('is reported even if the storage fails after the response', async () => {
    const failing: Reply = (...request) => {
      storage.set = () => Promise.reject(new Error('QuotaExceededError'));
      return made(...request);
    };
    expect(await submit({ a: 1 }, failing)).toMatchObject({ kind: 'made' });
  });
});

describe('two submissions of one operation', () => {
  it('keep the key if one is refused for its own request, because the other may have run', async () => {
    let second: Promise<unknown> | undefined;
    const refusedWhileOtherSends: Reply = async (...request) => {
      api.will(broken);
      second = aClient().submit(operation({ a: 1 }));
      await api.hold(api.hasReceived(2));
      return unauthorized(...request);
    };
    const first = await submit({ a: 1 }, refusedWhileOtherSends);
    expect(first).toMatchObject({ kind: 'unknown', reason: 'refused', attempts: 1 });
    expect(await api.pass(second as Promise<unknown>)).toMatchObject({ kind: 'unknown', key: first.key });
    await expect(submit({ a: 2 }, made)).rejects.toThrow('not known to have ended');
  });
});

describe('a key that the server refuses', () => {
  it('is a conflict if it belongs to another request', async () => {
    const outcome = await submit({ a: 1 }, problem(422, 'idempotency_key_reused'));
    expect(outcome).toMatchObject({ kind: 'conflict', problem: { code: 'idempotency_key_reused' } });
  });

  it('is expired if it may have been deleted', async () => {
    await submit({ a: 1 }, broken);
    const outcome = await submit({ a: 1 }, problem(412, 'idempotency_key_expired'));
    expect(outcome).toMatchObject({ kind: 'expired', lastKnown: 'open', attempts: 1 });
    await expect(submit({ a: 2 }, made)).rejects.toThrow('not known to have ended');
  });

  it.each([
    [412, 'idempotency_key_expired', 'Mon, 19 Jan 2026 00:00:00 GMT', 4 * 24 * 3_600_000],
    [400, 'idempotency_key_malformed', 'Wed, 14 Jan 2026 23:50:00 GMT', -600_000],
  ])(
    'with %d for this device’s wrong clock is replaced by one with the server’s time',
    async (status, code, date, skewMs) => {
      const start = api.now;
      const outcome = await submit({ a: 1 }, problem(status, code, { date }), made);
      expect(outcome).toMatchObject({ kind: 'made', attempts: 2, key: `key-2-${start + skewMs}` });
      expect(await aClient().find('op-1')).toMatchObject({ key: outcome.key, state: 'succeeded' });
    },
  );

  it('is not replaced if an earlier request may have run', async () => {
    const date = 'Mon, 19 Jan 2026 00:00:00 GMT';
    const expired = problem(412, 'idempotency_key_expired', { date });
    expect(await submit({ a: 1 }, broken, expired)).toMatchObject({ kind: 'expired', attempts: 2 });
    expect(await submit({ a: 1 }, expired)).toMatchObject({ kind: 'expired', attempts: 1 });
    expect(new Set(api.keysReceived).size).toBe(1);
  });

  it('as too old although new, without a usable clock, had no effect and blocks nothing', async () => {
    const expired = problem(412, 'idempotency_key_expired');
    expect(await submit({ a: 1 }, expired)).toMatchObject({ kind: 'expired', lastKnown: 'released' });
    expect(await submit({ a: 2 }, made)).toMatchObject({ kind: 'made' });
  });
});

describe('the progress of a call', () => {
  const busy = problem(503, 'closed', { 'retry-after': '3' });
  const progressOf = async (...replies: Reply[]): Promise<CallProgress[]> => {
    const seen: CallProgress[] = [];
    api.will(...replies);
    const onProgress = (progress: CallProgress): void => void seen.push(progress);
    await api.pass(aClient().submit(operation({ a: 1 }), { onProgress }));
    return seen;
  };

  it('reports each attempt, and each pause with its time and its reason', async () => {
    const lost = { reason: 'network', status: undefined, problem: undefined, mayHaveRun: true };
    const refused = { reason: 'busy', status: 503, problem: { code: 'closed' }, mayHaveRun: true };
    expect(await progressOf(broken, busy, made)).toMatchObject([
      { attempt: 1, of: 5, nextAttemptInMs: undefined, last: undefined },
      { attempt: 1, of: 5, nextAttemptInMs: 199, last: lost },
      { attempt: 2, of: 5, nextAttemptInMs: undefined, last: lost },
      { attempt: 2, of: 5, nextAttemptInMs: 5_999, last: refused },
      { attempt: 3, of: 5, nextAttemptInMs: undefined, last: refused },
    ]);
  });

  it('reports no pause before an end', async () => {
    const seen = await progressOf(broken);
    expect(seen.at(-1)).toMatchObject({ attempt: 5, nextAttemptInMs: undefined });
    expect(seen).toHaveLength(9);
  });

  it('ends the call if its listener fails, and the key is kept', async () => {
    const failure = new Error('a bug of the page');
    const onProgress = (): never => {
      throw failure;
    };
    await expect(aClient().submit(operation({ a: 1 }), { onProgress })).rejects.toBe(failure);
    expect(await aClient().find('op-1')).toMatchObject({ state: 'open' });
  });
});

describe('an abort', () => {
  const reason = new Error('the customer left');

  it('before the call sends nothing and stores nothing', async () => {
    const call = aClient().submit(operation({ a: 1 }), { signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
    expect(await aClient().find('op-1')).toBeUndefined();
  });

  it.each([1, 5])(
    'during a request (of %d) ends the call with its reason, and the key is reused',
    async (attempts) => {
      const abort = new AbortController();
      api.will((...request) => {
        abort.abort(reason);
        return hang(...request);
      });
      const call = aClient(attempts).submit(operation({ a: 1 }), { signal: abort.signal });
      await expect(api.pass(call)).rejects.toBe(reason);
      const { key } = await submit({ a: 1 }, made);
      expect(new Set(api.keysReceived)).toEqual(new Set([`"${key}"`]));
    },
  );

  it('during a pause ends the call with its reason, and no other body gets the name', async () => {
    const abort = new AbortController();
    const delay: Runtime['delay'] = (ms, signal) => {
      if (ms === 199) abort.abort(reason);
      return api.runtime.delay(ms, signal);
    };
    const runtime = { ...api.runtime, delay };
    const client = new IdempotentClient({ baseUrl: '', storage, runtime });
    api.will(broken);
    const call = client.submit(operation({ a: 1 }), { signal: abort.signal });
    await expect(call).rejects.toBe(reason);
    expect(api.received).toHaveLength(1);
    await expect(submit({ a: 2 }, made)).rejects.toThrow('not known to have ended');
  });
});
