import { describe, expect, it } from '@jest/globals';
import { type Order } from '@holdfast/checkout-client';
import { anOrder } from '../order/order.fixture.ts';
import { refundAmount } from './refund-amount.ts';

const history = (...types: string[]) =>
  types.map((type) => ({ at: '2026-01-16T00:00:00.000Z', type, text: type }));
const dispute = (status: string, amountMinor = 1200): Order['dispute'] => ({
  status,
  amount: { amountMinor, currency: 'usd' },
  evidenceDueBy: null,
});

describe('the amount of a refund', () => {
  it.each<[string, Order['dispute'], readonly string[] | undefined, string]>([
    ['without a dispute', null, undefined, '$42.00'],
    ['with a dispute won', dispute('won'), ['dispute_needs_response', 'dispute_won'], '$42.00'],
    ['with a dispute lost', dispute('lost'), ['dispute_needs_response', 'dispute_lost'], '$30.00'],
    ['with one lost before another', dispute('lost'), ['dispute_lost', 'dispute_lost'], 'up to $30.00'],
    ['with one lost before another was won', dispute('won'), ['dispute_lost', 'dispute_won'], 'up to $42.00'],
    ['with a dispute, before the history was read', dispute('won'), undefined, 'up to $42.00'],
  ])('of an order %s', (_, shown, types, expected) => {
    const events = types === undefined ? undefined : history(...types);
    expect(refundAmount(anOrder({ dispute: shown }), events)).toBe(expected);
  });
});
