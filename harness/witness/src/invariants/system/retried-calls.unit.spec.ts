import { type LabEvent } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { aKeyRow, history, insert, type Step, update } from '../../history/rules/history.fixture.ts';
import { type Evidence } from '../evidence.ts';
import { against, aLedger, aRequest, startedAt } from '../evidence.fixture.ts';

const key = aKeyRow({ recovery_point: 'charge', attempt: 1 });
/** One run: a claimed key, which is then done. */
const oneRun: Step[] = [
  ['checkout', insert('idempotency_key', key)],
  ['checkout', update('idempotency_key', key, { state: 'done', recovery_point: null })],
];
const twoRuns: Step[] = [
  ...oneRun,
  ['checkout', update('idempotency_key', aKeyRow({ state: 'unknown' }), { ...key, epoch: 2 })],
];

const at = (event: LabEvent, ms: number, over: object = {}): LabEvent => {
  if (event.type !== 'message') throw new Error('not a message');
  return { ...event, message: { ...event.message, at: startedAt + ms, ...over } };
};

/** A call of checkout at payments; undefined for a status that never came. */
const call = (exchange: number, status?: number, tookMs = 100, edge = 'checkout->payments'): LabEvent[] => {
  const request = { ...aRequest('checkout->payments', 'POST /payments') };
  const from = exchange * 200;
  const parts = { exchange, edge, number: exchange * 2 };
  const sent = at(request, from, parts);
  if (status === undefined) return [sent];
  const reply = at(aRequest('checkout->payments', `${status} POST /payments`), from + tookMs, {
    ...parts,
    number: parts.number + 1,
    direction: 'response',
  });
  return [sent, reply];
};

const charged = aRequest('payments->stripe', 'POST /v1/payment_intents');
const charge: Step = ['payments', insert('idempotency_key', aKeyRow({ operation: 'create-payment' }))];

const judged = (runs: Step[], calls: LabEvent[][], over: Partial<Evidence> = {}): string =>
  against(12, aLedger(), {
    history: history(...runs, charge),
    patienceMs: { 'checkout->payments': 2_000 },
    events: [charged, ...calls.flat()],
    ...over,
  });

describe('12: a call that is made again', () => {
  it('holds for a call of each run, and for a retry of each failure', () => {
    expect(judged(oneRun, [call(1, 201)])).toBe('');
    expect(judged(twoRuns, [call(1, 503), call(2, 201)])).toBe('');
    expect(judged(oneRun, [call(1, 503), call(2), call(3, 201)])).toBe('');
  });

  it('is contradicted by a retry after a response that is not a failure', () => {
    expect(judged(oneRun, [call(1, 201), call(2, 201)])).toContain(
      'checkout->payments got 2 calls for 1 run and 0 failures; a call is sent again only if it failed, so the limit is 1',
    );
    expect(judged(oneRun, [call(1, 409), call(2, 201)])).toContain('2 calls for 1 run');
    expect(judged(twoRuns, [call(1, 201), call(2, 201), call(3, 201)])).toContain('3 calls for 2 runs');
  });

  it('is not judged on a route on which the scenario calls itself', () => {
    const calls = [call(1, 201), call(2, 201)];
    expect(judged(oneRun, calls, { calledDirectly: new Set(['checkout->payments']) })).toBe('');
    expect(judged(oneRun, calls, { calledDirectly: new Set(['shopper->checkout']) })).not.toBe('');
  });

  it('leaves out the calls that try a rejected key', () => {
    expect(judged(oneRun, [call(1, 401), call(2, 400), call(3, 201)])).toBe('');
    expect(judged(oneRun, [call(1, 401), call(2, 201), call(3, 201)])).toContain('2 calls for 1 run');
  });

  it('is contradicted by a fourth attempt of one call', () => {
    expect(judged(oneRun, [call(1, 503), call(2, 503), call(3, 503), call(4, 201)])).toContain(
      '4 calls for 1 run and 3 failures; a call is sent again only if it failed, so the limit is 3',
    );
  });

  it('is contradicted by more retries than the budget of a process has', () => {
    const runs = Array.from({ length: 40 }, (_, n): Step => [
      'checkout',
      insert('idempotency_key', { ...key, key_hash: `key_${n}` }),
    ]);
    const calls = (failures: number): LabEvent[][] =>
      Array.from({ length: 40 + failures }, (_, n) => call(n / 20, n < failures ? 503 : 201));
    const overBudget = (failures: number): string =>
      judged(runs, calls(failures))
        .split('\n')
        .filter((each) => each.includes(' for 40 runs'))
        .join();
    expect(overBudget(26)).toBe('');
    expect(overBudget(27)).toMatch(/67 calls for 40 runs and 27 failures; .*the limit is 66/);
  });

  const struck: LabEvent = {
    type: 'fault_struck',
    at: startedAt + 300,
    fault: { kind: 'garbage', faultId: 'f1', edge: 'checkout->payments', struck: 1 },
    message: 3,
  };
  it.each<[string, LabEvent[], Partial<Evidence>]>([
    ['came too late', call(1, 201, 1_500), {}],
    ['was struck', [...call(1, 201), struck], {}],
    [
      'came while its caller was paused',
      call(1, 201),
      { acts: [{ at: startedAt + 250, process: 'checkout', act: 'pause' }] },
    ],
  ])('allows a retry if the response %s', (_what, first, over) => {
    expect(judged(oneRun, [first, call(2, 201)], over)).toBe('');
  });

  it('does not excuse a retry by another caller that was paused', () => {
    const acts = [{ at: startedAt + 250, process: 'checkout-2', act: 'pause' }];
    expect(judged(oneRun, [call(1, 201), call(2, 201)], { acts })).toContain('2 calls for 1 run');
  });

  it('is not judged without a whole history', () => {
    expect(judged(oneRun, [call(1, 201), call(2, 201)], { history: undefined })).toBe('');
  });
});
