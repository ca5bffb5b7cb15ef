import { type ArmedStrike } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { struckCells } from '../../src/report/struck-cells.ts';
import { morning } from './a-result.ts';

const aStrike = (over: Partial<ArmedStrike>): ArmedStrike => ({
  strikeId: 's1',
  edge: 'payments->stripe',
  direction: 'response',
  action: { kind: 'black_hole' },
  state: 'struck',
  message: {
    number: 7,
    at: morning,
    edge: 'payments-2->stripe',
    route: 'payments->stripe',
    protocol: 'http',
    direction: 'response',
    label: '200 POST /v1/payment_intents',
    sender: 'stripe-simulator',
    receiver: 'payments-2',
    connection: 1,
    bytes: 800,
    exchange: 1,
    isBackground: false,
  },
  ...over,
});

const cells = (over: Partial<Parameters<typeof struckCells>[0]>) =>
  struckCells({ strikes: [], faults: [], acts: [], ...over });

describe('struckCells', () => {
  it('places a strike on a response after the callee ran', () => {
    expect(cells({ strikes: [aStrike({})] })).toEqual([
      { edge: 'payments->stripe', fault: 'black hole', phase: 'after it ran, before a byte returns' },
    ]);
  });

  it('omits strikes that hit nothing or only held a message', () => {
    const strikes = [aStrike({ state: 'armed', message: null }), aStrike({ action: { kind: 'hold' } })];
    expect(cells({ strikes })).toEqual([]);
  });

  it('lists a fault once for all instances, and omits faults that struck nothing', () => {
    const fault = { faultId: 'f1', kind: 'refuse', edge: 'checkout-2->payments', struck: 3 } as const;
    const other = { ...fault, edge: 'checkout->payments' };
    expect(cells({ faults: [fault, other, { ...fault, kind: 'reset', struck: 0 }] })).toEqual([
      { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
    ]);
  });

  it('lists acts on processes', () => {
    expect(
      cells({
        acts: [
          { process: 'email-2', act: 'kill' },
          { process: 'email-2', act: 'start' },
        ],
      }),
    ).toEqual([{ edge: 'email', fault: 'kill -9', phase: 'throughout' }]);
  });
});
