import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type IdempotencyKeys } from '../src/index.ts';
import {
  countLivingProcesses,
  createDecisionTable,
  type Decision,
  findOperation,
  follow,
  listUnfinished,
  type OperationDetails,
  type Resolved,
  resolve,
  type StoredDecision,
} from '../src/review/index.ts';
import { codeOf, KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';

let on: KeysOnPostgres;

beforeAll(async () => {
  on = await KeysOnPostgres.open();
  await on.pool.query(createDecisionTable);
});
beforeEach(async () => {
  await on.forget();
  await on.pool.query('truncate idempotency_decision');
});
afterAll(() => on.close());

const noAnswer = { call: () => Promise.reject(new Error('no answer')) };
const takesText = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error('an outcome is a text');
  return value;
};

/** An operation whose call got no answer. */
async function unknown(key = 'k', operation = placing('tea', noAnswer)): Promise<OperationDetails> {
  await codeOf(on.keys.execute(requestOf(key), operation, null));
  return only('unknown');
}

/** The same, past the time in which its call may be sent again. */
const inReview = async (key = 'k'): Promise<OperationDetails> => {
  const { operationId } = await unknown(key);
  await set(operationId, `sent_at = clock_timestamp() - interval '23 hours', drive_at = clock_timestamp()`);
  await process(placing('tea', noAnswer)).completeAbandoned(10);
  return found(operationId);
};

const set = (operationId: string, change: string): Promise<unknown> =>
  on.pool.query(`update idempotency_key set ${change} where operation_id = $1`, [operationId]);

async function found(operationId: string): Promise<OperationDetails> {
  const details = await findOperation(on.pool, operationId);
  if (details === undefined) throw new Error('no such operation');
  return details;
}

async function only(state: 'unknown' | 'running' | 'parked'): Promise<OperationDetails> {
  const { operations } = await listUnfinished(on.pool, { states: [state] });
  if (operations[0] === undefined || operations.length > 1) throw new Error(`${operations.length} are ${state}`);
  return found(operations[0].operationId);
}

const process = (operation: Placing): IdempotencyKeys => {
  const keys = on.newKeys();
  keys.register(operation);
  return keys;
};

const decide = (at: OperationDetails, decision: Decision, by = 'ada'): Promise<Resolved> =>
  resolve(on.pool, { ...at, phase: at.phase ?? '' }, decision, by);

async function decided(at: OperationDetails, decision: Decision): Promise<StoredDecision> {
  const resolved = await decide(at, decision);
  if (resolved.kind !== 'stored') throw new Error(resolved.because);
  return resolved.decision;
}

const refusal = async (deciding: Promise<Resolved>): Promise<string> => {
  const resolved = await deciding;
  return resolved.kind === 'refused' ? resolved.because : resolved.kind;
};

const notExecuted = { kind: 'not_executed' } as const;
const outcome = { kind: 'outcome', outcome: 'paid by hand' } as const;

describe('listUnfinished', () => {
  it('gives those that wait for a person first, then the oldest, and not those that are done', async () => {
    await on.keys.execute(requestOf('done'), placing('tea'), null);
    const older = await unknown('older');
    await set(older.operationId, `state = 'parked'`);
    const younger = await unknown('younger');
    await set(younger.operationId, `state = 'parked'`);
    const { operationId } = await inReview('youngest');
    const { total, operations } = await listUnfinished(on.pool);
    expect(total).toBe(3);
    expect(operations.map((each) => each.operationId)).toEqual([
      operationId,
      older.operationId,
      younger.operationId,
    ]);
    expect((await listUnfinished(on.pool, { states: ['review'] })).total).toBe(1);
    expect(await listUnfinished(on.pool, { limit: 1 })).toMatchObject({
      total: 3,
      operations: [{ operationId, state: 'review', reason: 'the outcome of pay is not known' }],
    });
  });

  it('does not name sessions', async () => {
    await codeOf(on.keys.execute(requestOf('k', '{}', 'session s3cret'), placing('tea', noAnswer), null));
    const { operations } = await listUnfinished(on.pool);
    expect(operations[0]?.caller).toBe('a session');
  });
});

describe('findOperation', () => {
  it('tells where an operation stands, and what the other side knows its call by', async () => {
    const operation = placing('tea', noAnswer);
    expect(await unknown('k', operation)).toMatchObject({
      operation: 'placing',
      caller: 'shop',
      state: 'unknown',
      phase: 'pay',
      attempt: 1,
      attemptKey: operation.calls[0]?.key,
      tries: 1,
      reason: 'no answer',
      input: '{"item":"tea"}',
      hasLivingOwner: false,
    });
  });

  it('tells a living owner from a dead one', async () => {
    const keys = on.newKeys();
    void keys.execute(requestOf('k'), placing('tea', { call: () => new Promise(() => undefined) }), null);
    while ((await on.effects()).length === 0) await new Promise(setImmediate);
    expect((await only('running')).hasLivingOwner).toBe(true);
    await keys.lease.end();
    expect((await only('running')).hasLivingOwner).toBe(false);
  });

  it('finds one that is done by its id, also when it was made long ago', async () => {
    const { operationId } = await unknown();
    await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect(await found(operationId)).toMatchObject({ state: 'done', status: 201, input: undefined });
  });

  it('knows nothing of other ids', async () => {
    expect(await findOperation(on.pool, '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05')).toBeUndefined();
  });
});

describe('resolve', () => {
  it('lets any process end the operation with the outcome that a person found, and calls nobody', async () => {
    const at = await inReview();
    expect(await codeOf(on.keys.execute(requestOf('k'), placing('tea'), null))).toBe(
      'idempotency_outcome_in_review',
    );
    const decision = await decided(at, outcome);
    const operation = placing('tea', { readOutcome: takesText });
    expect(await process(operation).completeAbandoned(10)).toEqual({ taken: 1, failures: [] });
    expect(operation.calls).toEqual([]);
    expect(await follow(on.pool, decision, { timeoutMs: 0 })).toMatchObject({
      effect: 'applied',
      now: { state: 'done', status: 201 },
    });
    const { answer, isReplay } = await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect([answer.body.toString(), isReplay]).toEqual(['{"outcome":"paid by hand"}', true]);
  });

  it('lets the next request apply it when that comes first', async () => {
    await decided(await inReview(), outcome);
    const operation = placing('tea', { readOutcome: takesText });
    const { answer } = await on.keys.execute(requestOf('k'), operation, null);
    expect([answer.body, operation.calls]).toEqual(['{"outcome":"paid by hand"}', []]);
  });

  it('lets the call be made again under a new key when it was not executed', async () => {
    const at = await inReview();
    const decision = await decided(at, notExecuted);
    const operation = placing('tea');
    await process(operation).completeAbandoned(10);
    expect(operation.calls).toEqual([{ input: { item: 'tea' }, key: `${at.operationId}-pay-2` }]);
    const { effect, now } = await follow(on.pool, decision, { timeoutMs: 0 });
    expect([effect, now.state]).toEqual(['applied', 'done']);
  });

  it('is applied also when the call that is made again has no answer either', async () => {
    const decision = await decided(await inReview(), notExecuted);
    await process(placing('tea', noAnswer)).completeAbandoned(10);
    const { effect, now } = await follow(on.pool, decision, { timeoutMs: 0 });
    expect([effect, now.state, now.attempt, now.reason]).toEqual(['applied', 'unknown', 2, 'no answer']);
  });

  it.each([
    ['does not fit', { kind: 'outcome', outcome: 7 } as const, 'not resolved: an outcome is a text'],
  ])('is told that an outcome %s, and the key is in review again', async (_, decision, reason) => {
    const stored = await decided(await inReview(), decision);
    const operation = placing('tea', { readOutcome: takesText });
    await process(operation).completeAbandoned(10);
    const { effect, now } = await follow(on.pool, stored, { timeoutMs: 0 });
    expect([effect, now.state, now.reason, now.pendingDecision]).toEqual([
      'refused',
      'review',
      reason,
      undefined,
    ]);
    expect(operation.calls).toEqual([]);
  });

  it('looks again: the call is not sent, but the truth is read back', async () => {
    const decision = await decided(await inReview(), { kind: 'look_again' });
    const operation = placing('tea', { readBack: () => Promise.resolve('found') });
    await process(operation).completeAbandoned(10);
    expect(operation.calls).toEqual([]);
    expect((await follow(on.pool, decision, { timeoutMs: 0 })).effect).toBe('applied');
    const { answer } = await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect(answer.body.toString()).toBe('{"outcome":"found"}');
  });

  it('looks again in vain', async () => {
    const decision = await decided(await inReview(), { kind: 'look_again' });
    await process(placing('tea', noAnswer)).completeAbandoned(10);
    const { effect, now } = await follow(on.pool, decision, { timeoutMs: 0 });
    expect([effect, now.state]).toEqual(['looked', 'review']);
  });

  it('decides for a key that the system still looks at by itself', async () => {
    const decision = await decided(await unknown(), outcome);
    await process(placing('tea', { readOutcome: takesText })).completeAbandoned(10);
    expect((await follow(on.pool, decision, { timeoutMs: 0 })).effect).toBe('applied');
  });
});
