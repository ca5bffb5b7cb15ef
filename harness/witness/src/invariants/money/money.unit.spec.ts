import { describe, expect, it } from '@jest/globals';
import { against, aCharge, aLedger, aResponse, anOrder, aPayment, broken } from '../evidence.fixture.ts';
import { aRefund, aRefundedLedger } from '../refunded.fixture.ts';

const ch2 = aCharge({ chargeId: 'ch_2', paymentIntentId: 'pi_2' });

describe('the valid ledgers of the fixtures', () => {
  it('violate no invariant', () => {
    expect(broken(aLedger())).toEqual([]);
    expect(broken(aRefundedLedger())).toEqual([]);
    expect(
      broken(aLedger({ charges: [], orders: [], payments: [], emails: [], mails: [], responses: [] })),
    ).toEqual([]);
  });

  it('violate none after a declined card either', () => {
    const declined = aLedger({
      charges: [aCharge({ status: 'failed' })],
      orders: [anOrder({ status: 'payment_failed' })],
      payments: [aPayment({ status: 'failed' })],
      emails: [],
      mails: [],
      responses: [],
    });
    expect(broken(declined)).toEqual([]);
  });
});

describe('1: one charge', () => {
  it.each([
    ['a second charge', { charges: [aCharge(), ch2] }, 'ord_1 was charged 2 times: ch_1, ch_2'],
    ['no charge for a paid order', { charges: [] }, 'ord_1 is paid, but the provider has no charge'],
    [
      'another amount',
      { charges: [aCharge({ amountMinor: 4201 })] },
      'ord_1 costs 4200 usd, but ch_1 took 4201 usd',
    ],
    ['another currency', { charges: [aCharge({ currency: 'eur' })] }, 'but ch_1 took 4200 eur'],
    [
      'a failed order that was charged',
      { orders: [anOrder({ status: 'payment_failed' })] },
      'but the provider charged it',
    ],
    [
      'a charge without an order',
      { charges: [aCharge(), { ...ch2, metadata: { orderId: 'ord_9' } }] },
      'ord_9, which does not exist',
    ],
    [
      'a payment without its charge',
      { payments: [aPayment({ provider_payment_id: 'pi_9' })] },
      'pay_1 is succeeded with pi_9',
    ],
    ['a payment of another amount', { payments: [aPayment({ amount_minor: 1 })] }, 'payment pay_1 is 1 usd'],
    [
      'two orders for one key',
      { orders: [anOrder(), anOrder({ order_id: 'ord_2', status: 'payment_failed' })] },
      'used 1 key but has 2 orders',
    ],
  ])('is contradicted by %s', (_what, over, said) => {
    expect(against(1, aLedger(over))).toContain(said);
  });

  it('allows two orders with two keys', () => {
    const second = { orderId: 'ord_2', paymentId: 'pay_2' };
    const ledger = aLedger({
      orders: [anOrder(), anOrder({ order_id: 'ord_2', payment_id: 'pay_2' })],
      charges: [aCharge(), { ...ch2, metadata: second }],
      responses: [aResponse(), aResponse({ key: 'another' })],
    });
    expect(against(1, ledger)).toBe('');
  });
});

describe('7: refunds', () => {
  const twice = ['re_stripe', 're_again'].map((refundId) => aRefund({ refundId }));

  it.each([
    ['more than the charge', { refunds: twice }, 'ch_1 took 4200, but 8400 of it was refunded'],
    [
      'a refunded order without a refund',
      { refunds: [] },
      'ord_1 is refunded, but the provider returned 0 of 4200',
    ],
    ['a payment that is not marked refunded', { payments: [aPayment()] }, 'its payment pay_1 is succeeded'],
    [
      'a paid order whose charge is refunded',
      { orders: [anOrder()] },
      'ord_1 is paid, but the provider has refunded',
    ],
    [
      'a response that names a refund that does not exist',
      { orderRefunds: [] },
      'with refund re_1, which does not exist',
    ],
    [
      'a refund that payments does not have',
      { paymentRefunds: [] },
      "refund re_1 succeeded, but payments' re_2 did not",
    ],
    [
      'a refund that failed at the provider',
      { refunds: twice.map((refund) => ({ ...refund, status: 'failed' })).slice(0, 1) },
      "the provider's re_stripe is failed",
    ],
  ])('is contradicted by %s', (_what, over, said) => {
    expect(against(7, aRefundedLedger(over))).toContain(said);
  });
});
