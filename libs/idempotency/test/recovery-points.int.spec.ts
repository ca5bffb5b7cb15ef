import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { callNext, end, jsonAnswer, type Operation, phase } from '../src/index.ts';
import { ordering } from './ordering.fixture.ts';
import { codeOf, KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';

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
  it('is gone back to by nobody: the other side would take a second call for the first', async () => {
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

  it('that a process does not know is left to those who do', async () => {
    const before = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
    await run(before);
    expect(await run({ ...placing('tea'), phases: [] })).toContain('no phase named pay');
    expect(await key()).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('no phase named pay'),
    });
    expect(await run(placing('tea'))).toBe('no problem');
  });

  it('is where the next request goes on when the answer is too large to be stored', async () => {
    const large = placing('tea', { then: () => end(jsonAnswer(201, 'x'.repeat(300_000))) });
    expect(await run(large)).toContain('too large to be stored');
    expect(await key()).toMatchObject({ state: 'unknown', recovery_point: 'pay' });
    expect(await run(placing('tea'))).toBe('no problem');
  });

  it('may be passed over', async () => {
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

describe('an operation that the completer of this very process has in hand', () => {
  it('is not taken from it by a request that comes here', async () => {
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
    expect(await completing).toEqual({ taken: 1, failures: [] });
    expect((await on.keys.execute(requestOf('k'), slow, null)).isReplay).toBe(true);
    expect(slow.calls).toHaveLength(1);
  });
});
