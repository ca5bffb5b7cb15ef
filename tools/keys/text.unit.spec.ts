import { describe, expect, it } from '@jest/globals';
import { type OperationSnapshot } from '@holdfast/idempotency/review';
import { commandsFor, refusalWords, standing, whatIsNext } from './text.ts';

const anOperation = (over: Partial<OperationSnapshot> = {}): OperationSnapshot => ({
  operationId: '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05',
  operation: 'create-payment',
  caller: 'checkout',
  state: 'review',
  phase: 'charge',
  attempt: 2,
  attemptKey: '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05-charge-2',
  epoch: 7,
  createdAt: new Date('2026-11-24T08:00:00Z'),
  ageMs: 23 * 3_600_000,
  sentMsAgo: 23 * 3_600_000,
  tries: 5,
  reason: 'no answer',
  hasLivingOwner: false,
  takeoverInMs: undefined,
  recheckInMs: undefined,
  pendingDecision: undefined,
  status: undefined,
  ...over,
});

const next = (over: Partial<OperationSnapshot>, livingProcesses = 2): string =>
  whatIsNext(anOperation(over), 'payments', livingProcesses);

describe('standing', () => {
  it('says how an operation stands, where and since when', () => {
    expect(standing(anOperation())).toBe('in review at charge, begun 23 h ago, tried 5 times');
    expect(standing(anOperation({ state: 'running', tries: 0, ageMs: 2_000 }))).toBe(
      'running at charge, begun 2.0 s ago',
    );
    expect(standing(anOperation({ state: 'done', tries: 1 }))).toBe('done, begun 23 h ago, tried once');
  });
});

describe('whatIsNext', () => {
  it('asks for a person only where nothing else will happen', () => {
    expect(next({ state: 'review' })).toMatch(/^A person must decide/);
    expect(next({ state: 'unknown', recheckInMs: 3_200 })).toBe(
      'The system finds out by itself: it looks again in 3.2 s. Nobody has to do anything yet.',
    );
    expect(next({ state: 'parked' })).toMatch(/surely not executed.*nobody has to do anything\.$/);
    expect(next({ state: 'done', status: 201 })).toMatch(/status 201/);
  });

  it('tells a running operation from one whose process died', () => {
    expect(next({ state: 'running', hasLivingOwner: true, takeoverInMs: 39_000 })).toBe(
      'A living process works on it. Should it take more than 39 s from now, another takes it over.',
    );
    expect(next({ state: 'running' })).toMatch(/died or took too long\. A living one takes it over/);
  });

  it('tells whose decision waits', () => {
    const pendingDecision = {
      kind: 'not_executed',
      by: 'ada',
      at: '2026-11-24T18:44:26.259408+00:00',
    } as const;
    expect(next({ state: 'unknown', pendingDecision })).toBe(
      'ada has decided that it was not executed (2026-11-24T18:44:26.259Z). A living process acts on that within seconds.',
    );
  });

  it.each([
    { state: 'unknown', recheckInMs: 0 },
    { state: 'unknown', pendingDecision: { kind: 'not_executed' } },
    { state: 'running' },
  ] as const)('says that a process is needed where none lives: %j', (over) => {
    expect(next(over, 0)).toMatch(/no process of payments is alive: start one\.$/);
    expect(next(over, 1)).not.toContain('start one');
  });
});

describe('commandsFor', () => {
  const commands = (over: Partial<OperationSnapshot>): readonly string[] =>
    commandsFor(anOperation(over), ' --database-url x');

  it('offers to look again first, and names the attempt that is decided about, so that no command hits a later one', () => {
    expect(commands({})).toEqual([
      'npm run keys -- retry 019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05 --database-url x',
      `npm run keys -- resolve 019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05-charge-2 --outcome '<json>' --database-url x`,
      'npm run keys -- resolve 019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05-charge-2 --not-executed --database-url x',
    ]);
  });

  it('offers nothing where a decision would be refused', () => {
    for (const state of ['running', 'parked', 'done'] as const) expect(commands({ state })).toEqual([]);
    expect(commands({ state: 'unknown', pendingDecision: { kind: 'not_executed' } })).toEqual([]);
    expect(commands({ state: 'unknown' })).toHaveLength(3);
  });
});

describe('refusalWords', () => {
  it('tells the second of two people what the first decided', () => {
    const pendingDecision = { kind: 'outcome', outcome: 1, by: 'ada' } as const;
    expect(refusalWords('is_decided', anOperation({ state: 'unknown', pendingDecision }))).toBe(
      'ada has decided how it ended. That is not applied yet. To decide anew in its place, add --instead.',
    );
  });

  it('says where the operation stands when it has moved on', () => {
    expect(refusalWords('has_moved_on', anOperation())).toContain('charge, attempt 2,');
  });
});
