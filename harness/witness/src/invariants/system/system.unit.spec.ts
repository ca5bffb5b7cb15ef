import { type ActiveFault, type ArmedStrike } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { against, aCharge, aLedger, anOrder, aRequest, startedAt } from '../evidence.fixture.ts';
import { key, leftCorrupted, letter } from './corrupted-rest.fixture.ts';

const aFault = (over: object): ActiveFault => ({
  kind: 'reset',
  faultId: 'f1',
  edge: 'payments->stripe',
  struck: 1,
  ...over,
});
const aStrike = (state: string): ArmedStrike =>
  ({
    strikeId: 's1',
    edge: 'payments->stripe',
    direction: 'response',
    action: { kind: 'reset' },
    state,
    message: null,
  }) as ArmedStrike;

describe('6: nothing is left', () => {
  it.each(leftCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(6, ledger)).toContain(said);
  });

  it('requires the dead letters that a scenario causes, and allows a parked key', () => {
    const poison = { scenario: { name: 's', poison: 1 } };
    expect(against(6, aLedger({ deadLetters: [letter] }), poison)).toBe('');
    expect(against(6, aLedger(), poison)).toContain('0 dead letters instead of 1');
    expect(against(6, aLedger({ openKeys: [{ ...key, state: 'parked' }] }))).toBe('');
  });
});

describe('9: calls to the dead', () => {
  it.each([
    ['a storm of retries', { struck: 40 }],
    ['a breaker that never opens', { kind: 'status', status: 503, struck: 400, edge: 'checkout->payments' }],
  ])('is contradicted by %s', (_what, over) => {
    const said = against(9, aLedger(), { faults: [aFault(over)] });
    expect(said).toContain('for 2 customer requests');
  });

  it('allows a few probes, and does not count slow responses', () => {
    expect(against(9, aLedger(), { faults: [aFault({ struck: 12 })] })).toBe('');
    expect(against(9, aLedger(), { faults: [aFault({ kind: 'latency', ms: 5, struck: 900 })] })).toBe('');
  });
});

describe('10: recovery', () => {
  const late = startedAt + 1_000 + 10_001;

  it('is contradicted by a system that becomes quiet too late, or never', () => {
    expect(against(10, aLedger(), { quietAt: late })).toContain('quiet 10001 ms after healing');
    expect(against(10, aLedger(), { quietAt: undefined })).toContain('still busy 10000 ms after healing');
    expect(against(10, aLedger(), { quietAt: late, scenario: { name: 's', livenessMs: 20_000 } })).toBe('');
  });

  it('is contradicted by a breaker that is not closed', () => {
    expect(against(10, aLedger({ openBreakers: ['payments->stripe: open'] }))).toContain(
      'breaker not closed: payments->stripe: open',
    );
  });
});

describe('11: the faults took effect', () => {
  it('is contradicted by strikes and faults that hit nothing', () => {
    expect(against(11, aLedger(), { strikes: [aStrike('armed')] })).toContain(
      'strike s1 (reset of a response on payments->stripe) hit',
    );
    expect(against(11, aLedger(), { faults: [aFault({ struck: 0 })] })).toContain(
      'fault f1 (reset on payments->stripe) struck nothing',
    );
    expect(
      against(11, aLedger(), { strikes: [aStrike('struck'), aStrike('held')], faults: [aFault({})] }),
    ).toBe('');
    const drawn = { scenario: { name: 's', mayMiss: true }, faults: [aFault({ struck: 0 })] };
    expect(against(11, aLedger(), drawn)).toBe('');
  });
});

describe('12: while it ran, and bounds', () => {
  const at = (ms: number, over: object) => aLedger({ readAt: startedAt + ms, responses: [], ...over });
  const paid = [at(400, {}), at(800, {})];

  it.each([
    [
      'a moment with two charges',
      [at(500, { charges: [aCharge(), aCharge({ chargeId: 'ch_2' })] })],
      'was charged 2 times',
    ],
    [
      'a moment at which a paid order has no charge',
      [at(400, { charges: [] }), at(500, { charges: [] })],
      'was paid without a charge',
    ],
    [
      'a status that goes backward',
      [at(500, { orders: [anOrder({ status: 'payment_failed' })] })],
      'went from payment_failed to paid',
    ],
    ['an order that disappears', [...paid, at(900, { orders: [] })], 'disappeared'],
    [
      'a paid order that is pending afterwards',
      [...paid, at(900, { orders: [anOrder({ status: 'payment_pending' })] })],
      'but afterwards order ord_1 was payment_pending',
    ],
  ])('is contradicted by %s', (_what, samples, said) => {
    expect(against(12, aLedger(), { samples })).toContain(said);
    expect(against(12, aLedger(), { samples: paid })).toBe('');
  });

  it('skips incomplete samples', () => {
    const samples = [...paid, at(900, { orders: [], unreadable: ['checkout: connection refused'] })];
    expect(against(12, aLedger(), { samples })).toBe('');
  });

  it('allows a sample to miss changes during the reading', () => {
    const samples = [at(250, { charges: [] }), at(400, {})];
    expect(against(12, aLedger(), { samples })).toBe('');
  });

  it('is contradicted by a retry storm, by a charge that bypassed the lab, and by a lock', () => {
    const storm = Array.from({ length: 40 }, () => aRequest('checkout->payments', 'POST /payments'));
    expect(
      against(12, aLedger(), {
        events: [...storm, aRequest('payments->stripe', 'POST /v1/payment_intents')],
      }),
    ).toContain('sent POST /payments 40 times');
    expect(against(12, aLedger(), { events: [] })).toContain(
      'the provider made 1 charge, but the lab passed 0 requests',
    );
    expect(against(12, aLedger({ locks: [{ pid: 7, state: 'idle in transaction' }] }))).toContain('"pid":7');
  });
});
