import { describe, expect, it } from '@jest/globals';
import { type OperationSnapshot } from '@holdfast/idempotency/review';
import { commandsFor, refusalText, statusText, nextStepText } from './text.ts';

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
  waitsUntil: undefined,
  recheckInMs: undefined,
  pendingDecision: undefined,
  status: undefined,
  ...over,
});

const next = (over: Partial<OperationSnapshot>, livingProcesses = 2): string =>
  nextStepText(anOperation(over), 'payments', livingProcesses);

describe('statusText', () => {
  it('states the state, the phase and the age', () => {
    expect(statusText(anOperation())).toBe('in review at charge, started 23 h ago, tried 5 times');
    expect(statusText(anOperation({ state: 'running', tries: 0, ageMs: 2_000 }))).toBe(
      'running at charge, started 2.0 s ago',
    );
    const waitsUntil = new Date('2026-11-24T09:00:00Z');
    expect(statusText(anOperation({ state: 'unknown', tries: 1, waitsUntil }))).toBe(
      'waiting at charge, started 23 h ago, tried once',
    );
    expect(statusText(anOperation({ state: 'done', tries: 1 }))).toBe('done, started 23 h ago, tried once');
  });
});

describe('nextStepText', () => {
  it('asks for a decision only if nothing happens automatically', () => {
    expect(next({ state: 'review' })).toMatch(/^Needs a decision/);
    expect(next({ state: 'unknown', recheckInMs: 3_200 })).toBe(
      'It is checked again automatically in 3.2 s. No action needed.',
    );
    expect(next({ state: 'parked' })).toMatch(/definitely not executed.*No action needed\.$/);
    expect(next({ state: 'done', status: 201 })).toMatch(/status 201/);
  });

  it('distinguishes a running operation from one whose process crashed', () => {
    expect(next({ state: 'running', hasLivingOwner: true, takeoverInMs: 39_000 })).toBe(
      'In progress. If it takes more than 39 s, another process takes over.',
    );
    expect(next({ state: 'running' })).toMatch(/crashed or took too long\. Another process takes over/);
  });

  it('names the author of a pending decision', () => {
    const pendingDecision = {
      kind: 'not_executed',
      by: 'ada',
      at: '2026-11-24T18:44:26.259408+00:00',
    } as const;
    expect(next({ state: 'unknown', pendingDecision })).toBe(
      'ada recorded that it was not executed (2026-11-24T18:44:26.259Z). A process applies this decision within seconds.',
    );
  });

  it.each([
    { state: 'unknown', recheckInMs: 0 },
    { state: 'unknown', pendingDecision: { kind: 'not_executed' } },
    { state: 'running' },
  ] as const)('asks for a process if none is running: %j', (over) => {
    expect(next(over, 0)).toMatch(/start a process: no process of payments is running\.$/);
    expect(next(over, 1)).not.toContain('start a process');
  });
});

describe('commandsFor', () => {
  const commands = (over: Partial<OperationSnapshot>): readonly string[] =>
    commandsFor(anOperation(over), ' --database-url x');

  it('offers a recheck first, and names the attempt, so that no decision applies to a later one', () => {
    expect(commands({})).toEqual([
      'npm run ops -- keys retry 019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05 --database-url x',
      `npm run ops -- keys resolve 019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05-charge-2 --outcome '<json>' --database-url x`,
      'npm run ops -- keys resolve 019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05-charge-2 --not-executed --database-url x',
    ]);
  });

  it('offers nothing if a decision would be refused', () => {
    for (const state of ['running', 'parked', 'done'] as const) expect(commands({ state })).toEqual([]);
    expect(commands({ state: 'unknown', pendingDecision: { kind: 'not_executed' } })).toEqual([]);
    expect(commands({ state: 'unknown' })).toHaveLength(3);
  });
});

describe('refusalText', () => {
  it('shows the earlier decision to a second operator', () => {
    const pendingDecision = { kind: 'outcome', outcome: 1, by: 'ada' } as const;
    expect(refusalText('is_decided', anOperation({ state: 'unknown', pendingDecision }))).toBe(
      'ada recorded its outcome. This decision has not been applied yet. To replace it, add --instead.',
    );
  });

  it('names the current call if the operation has moved on', () => {
    expect(refusalText('has_moved_on', anOperation())).toContain('charge, attempt 2.');
  });
});
