import { type LabEvent, type Message } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { type Evidence } from '../evidence.ts';
import { against, aLedger, startedAt } from '../evidence.fixture.ts';

const charge: Message = {
  number: 1,
  at: startedAt,
  edge: 'payments-2->stripe',
  route: 'payments->stripe',
  protocol: 'http',
  direction: 'request',
  label: 'POST /v1/payment_intents',
  sender: 'payments-2',
  receiver: 'stripe',
  connection: 7,
  bytes: 900,
  exchange: 3,
  isBackground: false,
};
const response: Message = { ...charge, number: 2, at: startedAt + 100, direction: 'response', bytes: 401 };

const said = (message: Message): LabEvent => ({ type: 'message', message });
const struckBy = (action: object, message = response): LabEvent =>
  ({ type: 'struck', at: message.at, strike: { strikeId: 's1', action, message } }) as unknown as LabEvent;
const hitBy = (fault: object): LabEvent =>
  ({ type: 'fault_struck', at: response.at, fault: { faultId: 'f1', ...fault }, message: 2 }) as LabEvent;
const leftAfter = (ms: number, over: object = {}): LabEvent => ({
  type: 'connection',
  at: startedAt + 9_000,
  edge: charge.edge,
  connection: 7,
  state: 'closed',
  endedBy: 'caller',
  leftAt: startedAt + ms,
  ...over,
});

const swallowed = struckBy({ kind: 'black_hole' });
/** With a limit of 1.2 s, and all events of 10 s. */
const judged = (hit: LabEvent, more: readonly LabEvent[] = [], over: Partial<Evidence> = {}): string =>
  against(29, aLedger(), {
    patienceMs: { 'payments->stripe': 1_200 },
    wireReadAt: startedAt + 10_000,
    events: [said(charge), said(response), hit, ...more],
    ...over,
  });

describe('29: no caller waits beyond its limit', () => {
  it('is contradicted by a caller that keeps its connection, or leaves too late', () => {
    expect(judged(swallowed)).toBe(
      'payments-2 waited 10000 ms for a response to POST /v1/payment_intents on payments-2->stripe; its limit is 1200 ms',
    );
    expect(judged(swallowed, [leftAfter(2_016)])).toContain('payments-2 waited 2016 ms');
  });

  it('holds if the caller leaves in time, whenever its connection is closed', () => {
    expect(judged(swallowed, [leftAfter(1_203)])).toBe('');
    expect(judged(swallowed, [leftAfter(1_203, { connection: 8 })])).not.toBe('');
  });

  it.each([
    ['a late response', struckBy({ kind: 'delay', ms: 3_000 })],
    ['a slow line', hitBy({ kind: 'latency', ms: 3_000 })],
    ['a response in slices', hitBy({ kind: 'slice', bytes: 40, pauseMs: 300 })],
    ['a silent connection', hitBy({ kind: 'black_hole' })],
    ['a swallowed request', struckBy({ kind: 'black_hole' }, charge)],
  ])('is contradicted by a caller that waits for %s', (_what, hit) => {
    expect(judged(hit)).toContain('its limit is 1200 ms');
    expect(judged(hit, [leftAfter(1_250)])).toBe('');
  });

  it('judges nothing that arrives within the limit, no route without a limit, and no stopped caller', () => {
    expect(judged(struckBy({ kind: 'delay', ms: 1_000 }))).toBe('');
    expect(judged(hitBy({ kind: 'slice', bytes: 100, pauseMs: 300 }))).toBe('');
    expect(judged(swallowed, [], { patienceMs: {} })).toBe('');
    expect(judged(struckBy({ kind: 'black_hole' }, { ...charge, label: 'GET /ledger' }))).toBe('');
    const stopped = (process: string) => [{ at: startedAt + 200, process, act: 'pause' }];
    expect(judged(swallowed, [], { acts: stopped('payments') })).not.toBe('');
    expect(judged(swallowed, [], { acts: stopped('payments-2') })).toBe('');
  });

  it('judges nothing while the limit is not over', () => {
    expect(judged(swallowed, [], { wireReadAt: startedAt + 1_500 })).toBe('');
    expect(judged(struckBy({ kind: 'delay', ms: 3_000 }), [], { wireReadAt: startedAt + 3_500 })).toBe('');
  });
});
