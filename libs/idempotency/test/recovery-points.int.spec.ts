import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { edgeErrors, Problem } from '@holdfast/service-defaults';
import {
  callNext,
  complete,
  type IdempotencyKeys,
  jsonResponse,
  NotExecuted,
  type Operation,
  phase,
} from '../src/index.ts';
import { ordering } from './ordering.fixture.ts';
import { codeOf, KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';
import { FakeProvider } from './provider.fixture.ts';

let on: KeysOnPostgres;

beforeAll(async () => {
  on = await KeysOnPostgres.open();
});
beforeEach(() => on.forget());
afterAll(() => on.close());

interface KeyRow {
  readonly state: string;
  readonly epoch: number;
  readonly recovery_point: string;
  readonly reason: string | null;
}

const key = async (): Promise<KeyRow | undefined> => {
  const { rows } = await on.pool.query<KeyRow>(
    'select state, epoch, recovery_point, reason from idempotency_key',
  );
  return rows[0];
};

const run = (operation: Operation<never>): Promise<string> =>
  codeOf(on.keys.execute(requestOf('k'), operation, null as never));

describe('a recovery point', () => {
  it('is never returned to: the remote party would mistake a second call for the first', async () => {
    const again: Operation<null> = {
      name: 'going in circles',
      phases: [
        phase<null, string>({
          name: 'a',
          call: () => Promise.resolve('a'),
          then: () => callNext({ name: 'b' }, null),
        }),
        phase<null, string>({
          name: 'b',
          call: () => Promise.resolve('b'),
          then: () => callNext({ name: 'a' }, null),
        }),
      ],
      begin: () => callNext({ name: 'a' }, null),
    };
    expect(await run(again)).toContain('cannot go from b to a');
    expect(await key()).toMatchObject({ state: 'unknown', recovery_point: 'b' });
  });

  it('unknown to a process is left to processes that know it', async () => {
    const before = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
    await run(before);
    expect(await run({ ...placing('tea'), phases: [] })).toContain('no phase named pay');
    expect(await key()).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('no phase named pay'),
    });
    expect(await run(placing('tea'))).toBe('no problem');
  });

  it('is where the next request resumes after a response that is too large to store', async () => {
    const large = placing('tea', { then: () => complete(jsonResponse(201, 'x'.repeat(300_000))) });
    expect(await run(large)).toContain('too large to store');
    expect(await key()).toMatchObject({ state: 'unknown', recovery_point: 'pay' });
    expect(await run(placing('tea'))).toBe('no problem');
  });

  it('may be skipped', async () => {
    const calls: string[] = [];
    const call = (step: string): Promise<string> => (calls.push(step), Promise.resolve(step));
    const operation = ordering({ call });
    const short: Operation<string> = {
      ...operation,
      begin: () => callNext({ name: 'charge' }, { item: 'tea' }),
    };
    expect(await run(short)).toBe('no problem');
    expect(calls).toEqual(['charge']);
  });
});

describe('a first commit with a response that cannot be stored', () => {
  it.each([
    ['it is larger than 256 KiB', 201, 'x'.repeat(256 * 1024 + 1), 'too large to store'],
    ['it says "try again"', 503, 'later', '503 means "try again"'],
    ['it says "too many"', 429, 'later', '429 means "try again"'],
  ])('fails if %s, and leaves the key unused', async (_, status, body, reason) => {
    const begin = () => complete({ status, headers: {}, body });
    expect(await run(placing('tea', { begin }))).toContain(reason);
    expect(await key()).toBeUndefined();
    expect(await run(placing('tea'))).toBe('no problem');
  });
});

describe('an operation whose call was definitely not executed', () => {
  const refused = (): Promise<never> =>
    Promise.reject(new NotExecuted(new Problem(edgeErrors.serviceUnavailable, 'not taken')));
  const drivenBy = (operation: Operation<never>): IdempotencyKeys => {
    const other = on.newKeys();
    other.register(operation);
    return other;
  };
  const makeDue = () =>
    on.pool.query(`update idempotency_key set drive_at = clock_timestamp() where drive_at is not null`);

  it('waits for its client at its first call: nothing has happened', async () => {
    expect(await run(placing('tea', { call: refused }))).toBe('service_unavailable');
    await makeDue();
    expect(await drivenBy(placing('tea')).completeAbandoned(10)).toEqual({ taken: 0, done: 0, failures: [] });
    expect(await key()).toMatchObject({ state: 'parked' });
  });

  it('is resumed after its first call without a client, under the same key', async () => {
    const provider = new FakeProvider();
    const half = ordering({
      call: (step, key, item) => (step === 'charge' ? refused() : provider.call(step, key, item)),
    });
    expect(await codeOf(on.keys.execute(requestOf('k'), half, 'tea'))).toBe('service_unavailable');
    expect(await key()).toMatchObject({ state: 'parked', recovery_point: 'charge' });
    await makeDue();
    expect(await drivenBy(ordering({ call: provider.call })).completeAbandoned(10)).toEqual({
      taken: 1,
      done: 1,
      failures: [],
    });
    expect(await key()).toMatchObject({ state: 'done' });
    expect(provider.calls.map((call) => call.replace(/^.{37}/, ''))).toEqual(['reserve-1', 'charge-1']);
  });
});

describe('an operation that the completer of this process is running', () => {
  it('is not taken over by a request to this process', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    const { promise: mayEnd, resolve: endCall } = Promise.withResolvers<string>();
    const { promise: isCalled, resolve: called } = Promise.withResolvers<void>();
    const slow: Placing = placing('tea', { call: () => (called(), mayEnd) });
    on.keys.register(slow);
    const completing = on.keys.completeAbandoned(10);
    await isCalled;
    expect(await run(slow)).toBe('idempotency_in_flight');
    expect(await codeOf(on.keys.execute(requestOf('k', '{}'), slow, null))).toBe('idempotency_key_reused');
    expect(await key()).toMatchObject({ state: 'running', epoch: 2 });
    endCall('done');
    expect(await completing).toEqual({ taken: 1, done: 1, failures: [] });
    expect((await on.keys.execute(requestOf('k'), slow, null)).isReplay).toBe(true);
    expect(slow.calls).toHaveLength(1);
  });
});
