import { describe, expect, it } from '@jest/globals';
import { type Records, tally } from './tally.ts';

const ada = 'ada@bench.example';
const charge = (orderId: string, status = 'succeeded') => ({ orderId, status });
const order = (orderId: string, status = 'paid', email = ada) => ({ orderId, email, status });

const records = (over: Partial<Records> = {}): Records => ({
  customers: [ada],
  accepted: new Set([ada]),
  orders: [order('ord_1')],
  charges: [charge('ord_1')],
  emailsTo: () => 1,
  ...over,
});

const fine = { customers: 1, chargedTwice: 0, orderLost: 0, noReceipt: 0, gaveUp: 0 };

describe('tally', () => {
  it('finds nothing wrong with one charge, one paid order and one receipt', () => {
    expect(tally(records())).toEqual(fine);
  });

  it('counts a customer with two charges, for one order or for two', () => {
    expect(tally(records({ charges: [charge('ord_1'), charge('ord_1')] }))).toMatchObject({
      chargedTwice: 1,
    });
    const two = { orders: [order('ord_1'), order('ord_2')], charges: [charge('ord_1'), charge('ord_2')] };
    expect(tally(records(two))).toEqual({ ...fine, chargedTwice: 1 });
  });

  it('does not count a charge that failed or was returned', () => {
    const charges = [charge('ord_1'), charge('ord_1', 'refunded'), charge('ord_1', 'failed')];
    expect(tally(records({ charges }))).toEqual(fine);
  });

  it('counts an accepted order that is not paid as lost, charged or not', () => {
    const orders = [order('ord_1', 'payment_pending')];
    expect(tally(records({ orders }))).toEqual({ ...fine, orderLost: 1 });
    expect(tally(records({ orders, charges: [] }))).toEqual({ ...fine, orderLost: 1 });
  });

  it('counts a charge as lost even if the customer never got a response', () => {
    const orders = [order('ord_1', 'payment_pending')];
    expect(tally(records({ orders, accepted: new Set(), emailsTo: () => 0 }))).toEqual({
      ...fine,
      orderLost: 1,
      noReceipt: 1,
    });
  });

  it('counts an order that was paid without a receipt', () => {
    expect(tally(records({ emailsTo: () => 0 }))).toEqual({ ...fine, noReceipt: 1 });
  });

  it('counts a customer whom the shop never served as one who gave up, not as wronged', () => {
    const none = { accepted: new Set<string>(), orders: [], charges: [], emailsTo: () => 0 };
    expect(tally(records(none))).toEqual({ ...fine, gaveUp: 1 });
  });
});
