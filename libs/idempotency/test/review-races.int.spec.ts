import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { edgeErrors, Problem } from '@holdfast/service-defaults';
import { absent, NotExecuted } from '../src/index.ts';
import { findOperation, follow, resolve } from '../src/review/index.ts';
import { codeOf, type KeysOnPostgres, placing, requestOf } from './placing.fixture.ts';
import { noAnswer, notExecuted, outcome, Reviewing, takesText } from './review.fixture.ts';

let on: KeysOnPostgres;
let reviewing: Reviewing;

beforeAll(async () => {
  reviewing = await Reviewing.open();
  on = reviewing.on;
});
beforeEach(() => reviewing.forget());
afterAll(() => on.close());

const neverEnds = { call: () => new Promise<string>(() => undefined) };

/** Rows and decisions, to check that nothing changed. */
const everything = async (): Promise<unknown> => [
  (await on.pool.query('select * from idempotency_key')).rows,
  (await on.pool.query('select * from idempotency_decision')).rows,
];

async function expectRefusal(deciding: () => Promise<string>, because: string): Promise<void> {
  const before = await everything();
  expect(await deciding()).toBe(because);
  expect(await everything()).toEqual(before);
}

describe('resolve refuses', () => {
  it('while a living process runs the operation', async () => {
    void on.newKeys().execute(requestOf('k'), placing('tea', neverEnds), null);
    while ((await on.effects()).length === 0) await new Promise(setImmediate);
    const at = await reviewing.only('running');
    await expectRefusal(() => reviewing.said(at, notExecuted), 'is_running');
  });

  it('when its owner crashed: its successor checks first', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    const at = await reviewing.only('running');
    await expectRefusal(() => reviewing.said(at, notExecuted), 'owner_died');
  });

  it('when the call was definitely not executed', async () => {
    const problem = new Problem(edgeErrors.serviceUnavailable, 'closed');
    const closed = placing('tea', { call: () => Promise.reject(new NotExecuted(problem)) });
    await codeOf(on.keys.execute(requestOf('k'), closed, null));
    const at = await reviewing.only('parked');
    await expectRefusal(() => reviewing.said(at, notExecuted), 'needs_no_decision');
  });

  it('when the operation is done', async () => {
    const at = await reviewing.unknown();
    await on.keys.execute(requestOf('k'), placing('tea'), null);
    await expectRefusal(() => reviewing.said(at, outcome), 'is_finished');
  });

  it('when the key is at another attempt', async () => {
    const at = await reviewing.inReview();
    await reviewing.decided(at, notExecuted);
    await reviewing.process(placing('tea', noAnswer)).completeAbandoned(10);
    expect(await reviewing.found(at.operationId)).toMatchObject({ state: 'unknown', attempt: 2 });
    await expectRefusal(() => reviewing.said(at, notExecuted), 'has_moved_on');
  });

  it('when another operator has decided', async () => {
    const at = await reviewing.inReview();
    await reviewing.decide(at, outcome, 'ada');
    await expectRefusal(() => reviewing.said(at, notExecuted, 'grace'), 'is_decided');
    expect((await reviewing.found(at.operationId)).pendingDecision).toMatchObject({ ...outcome, by: 'ada' });
  });

  it('an unknown operation', async () => {
    const at = await reviewing.unknown();
    const operationId = '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05';
    await expectRefusal(() => reviewing.said({ ...at, operationId }, outcome), 'no_such_operation');
  });
});

describe('a decision that is replaced while it waits', () => {
  it('has no effect, not even on the time for which its call was absent', async () => {
    const at = await reviewing.unknown();
    await reviewing.decided(at, notExecuted);
    const absentCall = placing('tea', { ...noAnswer, readBack: () => Promise.resolve(absent) });
    await reviewing.process(absentCall).completeAbandoned(10);
    expect(await reviewing.found(at.operationId)).toMatchObject({ pendingDecision: notExecuted });
    await resolve(on.pool, { ...at, phase: 'pay' }, { kind: 'recheck' }, { by: 'grace', isInstead: true });
    const { rows } = await on.pool.query('select absent_at, resolution from idempotency_key');
    expect(rows).toEqual([{ absent_at: null, resolution: null }]);
  });
});

describe('races', () => {
  it('accepts one of 20 concurrent decisions', async () => {
    const at = await reviewing.inReview();
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, n) => reviewing.said(at, n % 2 ? outcome : notExecuted, `person ${n}`)),
    );
    expect(said.filter((word) => word === 'stored')).toHaveLength(1);
    expect(said.filter((word) => word === 'is_decided')).toHaveLength(19);
    expect((await reviewing.found(at.operationId)).decisions).toHaveLength(1);
  });

  it('stores and applies a decision, or refuses it, when a completer runs at the same moment', async () => {
    const operation = placing('tea', takesText);
    const keys = reviewing.process(operation);
    await keys.lease.held();
    const said: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      const at = await reviewing.unknown(`k${n}`);
      await reviewing.set(at.operationId, 'drive_at = clock_timestamp()');
      const { statements } = on;
      const completing = keys.completeAbandoned(1);
      // Every second time, the completer's statement is sent first.
      while (n % 2 && on.statements === statements) await new Promise(setImmediate);
      const word = await reviewing.said(at, outcome);
      await completing;
      await keys.completeAbandoned(1);
      const { response } = await on.keys.execute(requestOf(`k${n}`), operation, null);
      const expected = word === 'stored' ? 'paid by hand' : 'tea done';
      expect([word, response.body.toString()]).toEqual([word, `{"outcome":"${expected}"}`]);
      said.push(word);
    }
    expect(said).toEqual(expect.arrayContaining(['stored']));
    expect(said.some((word) => word !== 'stored')).toBe(true);
  });

  it('keeps an owner that wakes up from storing its outcome after an operator decided', async () => {
    let decision: Awaited<ReturnType<Reviewing['decided']>> | undefined;
    const zombie = placing('tea', {
      call: async () => {
        await on.endLeases();
        await reviewing.process(placing('tea', noAnswer)).completeAbandoned(10);
        decision = await reviewing.decided(await reviewing.only('unknown'), outcome);
        return 'the zombie wakes up';
      },
    });
    expect(await codeOf(on.keys.execute(requestOf('k'), zombie, null))).toBe('idempotency_in_flight');
    await reviewing.process(placing('tea', takesText)).completeAbandoned(10);
    const followed = decision && (await follow(on.pool, decision, { timeoutMs: 0 }));
    expect(followed?.effect).toBe('applied');
    expect((await on.effects()).map(({ item }) => item)).toEqual(['tea', 'paid by hand']);
    expect(await findOperation(on.pool, decision?.operationId ?? '')).toMatchObject({ state: 'done' });
  });
});
