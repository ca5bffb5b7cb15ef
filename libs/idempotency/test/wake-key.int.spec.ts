import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { executeWrites, undecided, wakeKey, type Write } from '../src/index.ts';
import { ago, Asking, isDue, noAnswer, refused } from './asking.fixture.ts';
import { ordering } from './ordering.fixture.ts';
import { codeOf, type Placing, requestOf } from './placing.fixture.ts';

let asking: Asking;

beforeAll(async () => {
  asking = await Asking.open();
});
beforeEach(() => asking.forget());
afterAll(() => asking.on.close());

const settled: Write = {
  name: 'settled',
  after: 'start',
  given: { key_hash: ['uuid', requestOf('k').keyHash] },
  text: `update effect e set step = 'settled' from given g where e.operation_id = g.operation_id
         returning g.operation_id, g.key_hash`,
};

/** Settles the operation in another way, as a webhook does. */
const settle = async (): Promise<void> => {
  const [row] = await asking.on.effects();
  await executeWrites(asking.on.pool, row!.operation_id, [settled, wakeKey('settled')]);
};

/** Settles the operation before its call, or the read of its outcome, ends. */
const settledWhile = (
  during: 'call' | 'readBack',
  end: () => Promise<string | typeof undecided>,
  resendForMs = 60_000,
): Placing => {
  const settling = async <T>(): Promise<T> => {
    await settle();
    return end() as Promise<T>;
  };
  return asking.saying(noAnswer, undecided, { [during]: settling, resendForMs });
};

describe('an operation that is settled in another way while it is rechecked', () => {
  it('needs no operator: it is rechecked immediately, and completes', async () => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(ago('sent_at', '61 minutes'), isDue);
    expect(await asking.complete(settledWhile('readBack', () => Promise.resolve(undecided)))).toBe(1);
    expect(await asking.key()).toMatchObject({ state: 'unknown' });
    expect(await asking.complete(asking.saying('called', 'found', { resendForMs: 60_000 }))).toBe(1);
    expect(await asking.ask(asking.saying('called'))).toBe('{"outcome":"found"}');
  });

  it('goes to an operator as usual if that recheck finds nothing either', async () => {
    await asking.ask(asking.saying(noAnswer));
    await asking.change(ago('sent_at', '61 minutes'), isDue);
    await asking.complete(settledWhile('readBack', () => Promise.resolve(undecided)));
    await asking.complete(asking.saying(noAnswer, undecided, { resendForMs: 60_000 }));
    expect(await asking.key()).toMatchObject({ state: 'review', due_in_ms: null });
  });
});

describe('an operation that is settled in another way during its call', () => {
  it('is rechecked immediately if the call gets no response, without its usual pause', async () => {
    await asking.ask(settledWhile('call', () => Promise.reject(noAnswer)));
    await asking.change('tries = 40');
    await asking.ask(settledWhile('call', () => Promise.reject(noAnswer)));
    expect((await asking.key())?.due_in_ms).toBeLessThanOrEqual(0);
  });

  it('stays parked if the call was definitely not executed', async () => {
    await asking.ask(settledWhile('call', () => Promise.reject(refused)));
    expect(await asking.key()).toMatchObject({ state: 'parked', due_in_ms: null });
  });

  it('has its response if the call succeeds', async () => {
    expect(await asking.ask(settledWhile('call', () => Promise.resolve('paid')))).toBe('{"outcome":"paid"}');
    expect(await asking.key()).toMatchObject({ state: 'done', due_in_ms: null });
  });

  it('is rechecked immediately if a later call gets no response', async () => {
    const both = ordering({
      call: async (step) => (step === 'charge' ? Promise.reject(noAnswer) : (await settle(), step)),
    });
    expect(await codeOf(asking.on.keys.execute(requestOf('k'), both, 'tea'))).toBe(String(noAnswer));
    expect((await asking.key())?.due_in_ms).toBeLessThanOrEqual(0);
  });
});

describe('a wake-up', () => {
  it('waits for no commit of its operation, which may wait for what the wake-up has locked', async () => {
    await asking.ask(asking.saying(noAnswer));
    const committing = await asking.on.pool.connect();
    await committing.query('begin');
    await committing.query('select from idempotency_key for update');
    await settle();
    await committing.query('rollback');
    committing.release();
    expect((await asking.on.effects()).map(({ step }) => step)).toEqual(['settled']);
  });
});
