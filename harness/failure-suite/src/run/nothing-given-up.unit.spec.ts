import { describe, expect, it } from '@jest/globals';
import { type WireEvidence } from '@holdfast/witness';
import { nothingGivenUp, untilGivenUp } from './nothing-given-up.ts';

const timeout = { proves: ['payment.timeout'] } as const;
const request = {
  number: 1,
  at: 1_000,
  edge: 'payments->stripe',
  route: 'payments->stripe',
  direction: 'request',
  label: 'POST /v1/payment_intents',
  connection: 7,
  exchange: 3,
  bytes: 1,
};
const left = { type: 'connection', at: 2_300, edge: request.edge, connection: 7, state: 'closed' };
const killed = { at: 1_500, process: 'payments', act: 'kill' };

const wire = (over: object = {}, more: readonly object[] = []): WireEvidence =>
  ({
    acts: [],
    healedAt: 5_000,
    patienceMs: { 'payments->stripe': 1_200 },
    wireReadAt: 4_000,
    events: [
      { type: 'message', message: request },
      { type: 'struck', at: 1_000, strike: { action: { kind: 'black_hole' }, message: request } },
      ...more,
    ],
    ...over,
  }) as unknown as WireEvidence;

describe('nothingGivenUp', () => {
  it('voids a scenario about a limit whose only caller the suite stopped before', () => {
    expect(nothingGivenUp(timeout, wire({ acts: [killed] }))).toEqual([
      'No time limit was reached: a response to POST /v1/payment_intents on payments->stripe was held back for 3000 ms; the limit is 1200 ms.',
    ]);
  });

  it('voids no other scenario, and none with a caller that gave up or should have', () => {
    expect(nothingGivenUp({ proves: ['payment.retry'] }, wire({ acts: [killed] }))).toEqual([]);
    expect(nothingGivenUp(timeout, wire({}, [left]))).toEqual([]);
    expect(nothingGivenUp(timeout, wire())).toEqual([]);
    expect(nothingGivenUp(timeout, wire({ events: [] }))).toEqual([]);
  });
});

describe('untilGivenUp', () => {
  it('reads the wire again until no caller is within its limit', async () => {
    const reads = [wire({ wireReadAt: 1_200 }), wire({ wireReadAt: 1_300 }), wire({}, [left])];
    const { signal } = new AbortController();
    await untilGivenUp(timeout, () => reads.shift() ?? wire(), signal);
    expect(reads).toEqual([]);
  });

  it('waits for no scenario that is not about a limit', async () => {
    const read = (): never => {
      throw new Error('read');
    };
    await untilGivenUp({ proves: [] }, read, new AbortController().signal);
  });
});
