import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { currentRequest, currentTrace, withRequestContext } from '@holdfast/service-defaults';
import { countLivingProcesses, findOperation, follow, listUnfinished } from '../src/review/index.ts';
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

/** Lets another process complete what is due, and returns the effect of a decision. */
async function applying(
  decision: Parameters<typeof follow>[1],
  operation = placing('tea', noAnswer),
): ReturnType<typeof follow> {
  await reviewing.process(operation).completeAbandoned(10);
  return follow(on.pool, decision, { timeoutMs: 0 });
}

describe('listUnfinished', () => {
  it('returns those in review first, then the oldest, and none that is done', async () => {
    await on.keys.execute(requestOf('done'), placing('tea'), null);
    const older = await reviewing.unknown('older');
    await reviewing.set(older.operationId, `state = 'parked'`);
    const younger = await reviewing.unknown('younger');
    await reviewing.set(younger.operationId, `state = 'parked'`);
    const youngest = await reviewing.inReview('youngest');
    const { total, operations } = await listUnfinished(on.pool);
    expect(total).toBe(3);
    expect(operations.map(({ operationId }) => operationId)).toEqual(
      [youngest, older, younger].map(({ operationId }) => operationId),
    );
    expect((await listUnfinished(on.pool, { states: ['review'] })).total).toBe(1);
    const { operations: first, total: all } = await listUnfinished(on.pool, { limit: 1 });
    expect([all, first.length]).toEqual([3, 1]);
    expect(first[0]).toMatchObject({ state: 'review', reason: 'the outcome of pay is not known' });
  });

  it('does not name sessions', async () => {
    await codeOf(on.keys.execute(requestOf('k', '{}', 'session s3cret'), placing('tea', noAnswer), null));
    expect((await listUnfinished(on.pool)).operations[0]?.caller).toBe('a session');
  });
});

describe('findOperation', () => {
  it('returns the state of an operation, and the key by which the remote party knows its call', async () => {
    const operation = placing('tea', noAnswer);
    expect(await reviewing.unknown('k', operation)).toMatchObject({
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

  it('distinguishes a living owner from a dead one', async () => {
    const keys = on.newKeys();
    void keys.execute(requestOf('k'), placing('tea', { call: () => new Promise(() => undefined) }), null);
    while ((await on.effects()).length === 0) await new Promise(setImmediate);
    expect((await reviewing.only('running')).hasLivingOwner).toBe(true);
    await keys.lease.end();
    expect((await reviewing.only('running')).hasLivingOwner).toBe(false);
  });

  it('finds an operation that is done', async () => {
    const { operationId } = await reviewing.unknown();
    await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect(await reviewing.found(operationId)).toMatchObject({
      state: 'done',
      status: 201,
      input: undefined,
    });
  });

  it('returns undefined for other IDs', async () => {
    expect(await findOperation(on.pool, '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05')).toBeUndefined();
  });
});

describe('the decision of an operator', () => {
  it('completes the operation with the recorded outcome, without another call', async () => {
    const at = await reviewing.inReview();
    expect(await codeOf(on.keys.execute(requestOf('k'), placing('tea'), null))).toBe(
      'idempotency_outcome_in_review',
    );
    const operation = placing('tea', takesText);
    const { effect, now } = await applying(await reviewing.decided(at, outcome), operation);
    expect([effect, now.state, now.status]).toEqual(['applied', 'done', 201]);
    expect(operation.calls).toEqual([]);
    const { response, isReplay } = await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect([response.body.toString(), isReplay]).toEqual(['{"outcome":"paid by hand"}', true]);
  });

  it('is applied by the next request if it comes before a completer', async () => {
    await reviewing.decided(await reviewing.inReview(), outcome);
    const operation = placing('tea', takesText);
    const { response } = await on.keys.execute(requestOf('k'), operation, null);
    expect([response.body, operation.calls]).toEqual(['{"outcome":"paid by hand"}', []]);
  });

  it('is checked outside the request that applies it, whose deadline says nothing about the call', async () => {
    await reviewing.decided(await reviewing.inReview(), outcome);
    const lookEverywhere = (): Promise<string> =>
      Promise.resolve(`found with the deadline ${currentRequest()?.deadlineAt}`);
    const operation = placing('tea', { ...takesText, lookEverywhere });
    const request = { requestId: 'r', trace: currentTrace(), deadlineAt: performance.now() + 60_000 };
    const { response } = await withRequestContext(request, () =>
      on.keys.execute(requestOf('k'), operation, null),
    );
    expect(response.body).toBe('{"outcome":"found with the deadline undefined"}');
  });

  it('repeats a call that was not executed, under a new key', async () => {
    const at = await reviewing.inReview();
    const operation = placing('tea');
    const { effect, now } = await applying(await reviewing.decided(at, notExecuted), operation);
    expect([effect, now.state]).toEqual(['applied', 'done']);
    expect(operation.calls).toEqual([{ input: { item: 'tea' }, key: `${at.operationId}-pay-2` }]);
  });

  it.each([
    ['that it was not executed', notExecuted],
    ['that it ended differently', { kind: 'outcome', outcome: 'declined' }],
  ] as const)('is overruled by what is read back when the person is wrong: %s', async (_, wrong) => {
    const at = await reviewing.inReview();
    const operation = placing('tea', { ...takesText, readBack: () => Promise.resolve('paid after all') });
    const { effect, found, now } = await applying(await reviewing.decided(at, wrong), operation);
    expect([effect, found, now.state, now.attempt]).toEqual(['overruled', 'paid after all', 'done', 1]);
    expect(operation.calls).toEqual([]);
    expect((await reviewing.found(at.operationId)).decisions).toMatchObject([
      { kind: wrong.kind, by: 'ada' },
      { kind: 'outcome', outcome: 'paid after all', by: 'the service (checked first)' },
    ]);
  });

  it('is not overruled if reading back confirms it', async () => {
    const operation = placing('tea', { ...takesText, readBack: () => Promise.resolve('paid by hand') });
    const stored = await reviewing.decided(await reviewing.inReview(), outcome);
    expect((await applying(stored, operation)).effect).toBe('applied');
  });

  it('counts as applied even if that call gets no response either', async () => {
    const { effect, now } = await applying(await reviewing.decided(await reviewing.inReview(), notExecuted));
    expect([effect, now.state, now.attempt, now.reason]).toEqual(['applied', 'unknown', 2, 'no answer']);
  });

  it('is refused if the outcome is invalid, and the key is in review again', async () => {
    const stored = await reviewing.decided(await reviewing.inReview(), { kind: 'outcome', outcome: 7 });
    const operation = placing('tea', takesText);
    const { effect, now } = await applying(stored, operation);
    expect([effect, now.state, now.reason]).toEqual([
      'refused',
      'review',
      'decision not applied: an outcome is a text',
    ]);
    expect(now.pendingDecision).toBeUndefined();
    expect(operation.calls).toEqual([]);
  });

  it('is refused if the phase accepts no recorded outcome', async () => {
    const { effect, now } = await applying(await reviewing.decided(await reviewing.inReview(), outcome));
    expect([effect, now.reason]).toEqual([
      'refused',
      'decision not applied: pay does not accept a recorded outcome',
    ]);
  });

  it('reads the outcome back once more, without another call', async () => {
    const stored = await reviewing.decided(await reviewing.inReview(), { kind: 'recheck' });
    const operation = placing('tea', { readBack: () => Promise.resolve('found') });
    expect((await applying(stored, operation)).effect).toBe('applied');
    expect(operation.calls).toEqual([]);
    const { response } = await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect(response.body.toString()).toBe('{"outcome":"found"}');
  });

  it('reports if that found nothing', async () => {
    const stored = await reviewing.decided(await reviewing.inReview(), { kind: 'recheck' });
    const { effect, now } = await applying(stored);
    expect([effect, now.state]).toEqual(['rechecked', 'review']);
  });

  it('is accepted before automatic rechecks end', async () => {
    const stored = await reviewing.decided(await reviewing.unknown(), outcome);
    expect((await applying(stored, placing('tea', takesText))).effect).toBe('applied');
  });

  it('can be replaced until it is applied', async () => {
    const at = await reviewing.inReview();
    await reviewing.decide(at, { kind: 'outcome', outcome: 'a slip of the hand' });
    await reviewing.decide(at, outcome, 'ada', true);
    await reviewing.process(placing('tea', takesText)).completeAbandoned(10);
    const { response } = await on.keys.execute(requestOf('k'), placing('tea'), null);
    expect(response.body.toString()).toBe('{"outcome":"paid by hand"}');
    expect((await reviewing.found(at.operationId)).decisions).toHaveLength(2);
  });

  it('is kept with its author', async () => {
    const at = await reviewing.inReview();
    await applying(await reviewing.decided(at, { kind: 'recheck' }));
    await reviewing.decide(await reviewing.found(at.operationId), outcome, 'grace');
    expect((await reviewing.found(at.operationId)).decisions).toEqual([
      { kind: 'recheck', outcome: null, phase: 'pay', attempt: 1, by: 'ada', at: expect.any(Date) },
      { ...outcome, phase: 'pay', attempt: 1, by: 'grace', at: expect.any(Date) },
    ]);
  });
});

describe('follow', () => {
  it('waits until a process has picked the decision up and finished', async () => {
    const stored = await reviewing.decided(await reviewing.inReview(), notExecuted);
    const { promise: responses, resolve: response } = Promise.withResolvers<string>();
    const operation = placing('tea', { call: () => responses });
    const following = follow(on.pool, stored, { timeoutMs: 30_000 });
    const completing = reviewing.process(operation).completeAbandoned(10);
    while (operation.calls.length === 0) await new Promise(setImmediate);
    expect(await follow(on.pool, stored, { timeoutMs: 0 })).toMatchObject({ now: { state: 'running' } });
    response('done');
    await completing;
    expect(await following).toMatchObject({ effect: 'applied', now: { state: 'done' } });
  });

  it('reports that no process picked it up, and how many could have', async () => {
    const stored = await reviewing.decided(await reviewing.inReview(), outcome);
    const livingProcesses = await countLivingProcesses(on.pool);
    const other = on.newKeys();
    await other.lease.held();
    expect(await follow(on.pool, stored, { timeoutMs: 0 })).toMatchObject({
      effect: 'waiting',
      livingProcesses: livingProcesses + 1,
    });
    await other.lease.end();
    expect(await countLivingProcesses(on.pool)).toBe(livingProcesses);
  });
});
