import { describe, expect, it } from '@jest/globals';
import { type Order } from '@holdfast/checkout-client';
import { hasRefundFailed, isFinal, leftOf, refundableOf } from './order-state.ts';
import { anOrder } from './order.fixture.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });
const disputed = (status: string, amountMinor = 4200): Partial<Order> => ({
  dispute: { status, amount: usd(amountMinor), evidenceDueBy: null },
});

describe('isFinal', () => {
  it.each([
    ['payment_pending', false],
    ['requires_action', false],
    ['refund_pending', false],
    ['paid', true],
    ['payment_failed', true],
    ['refunded', true],
  ] as const)('of an order that is %s is %p', (status, expected) => {
    expect(isFinal(anOrder({ status }))).toBe(expected);
  });
});

describe('leftOf', () => {
  it.each<[string, Partial<Order>, number]>([
    ['a paid order', {}, 4200],
    ['an order whose rest is being refunded', { status: 'refund_pending', refundedTotal: usd(2000) }, 2200],
    ['an order partly lost in a dispute', { refundedTotal: usd(1000), ...disputed('lost', 1200) }, 2000],
    ['an order with an open dispute', disputed('under_review'), 4200],
    ['an order whose bank reports more than is left', { refundedTotal: usd(1000), ...disputed('lost') }, 0],
  ])('of %s', (_, over, amountMinor) => {
    expect(leftOf(anOrder(over))).toEqual(usd(amountMinor));
  });
});

describe('refundableOf', () => {
  it.each<[string, Partial<Order>, number | undefined]>([
    ['a paid order', {}, 4200],
    ['an order that was refunded in part', { refundedTotal: usd(1000) }, 3200],
    ['a refunded order', { status: 'refunded', refundedTotal: usd(4200) }, undefined],
    ['an order with a refund in progress', { status: 'refund_pending' }, undefined],
    ['a pending order', { status: 'payment_pending' }, undefined],
    ['an order that waits for its bank', { status: 'requires_action' }, undefined],
    ['an unpaid order', { status: 'payment_failed' }, undefined],
    ['an order whose bank holds the money', disputed('needs_response'), undefined],
    ['an order whose bank decides', disputed('under_review'), undefined],
    ['an order whose bank only asks', disputed('inquiry'), 4200],
    ['an order with a dispute won', disputed('won'), 4200],
    ['an order lost in a dispute', disputed('lost'), undefined],
    ['an order partly lost in a dispute', disputed('lost', 1200), 3000],
  ])('of %s', (_, over, amountMinor) => {
    expect(refundableOf(anOrder(over))?.amountMinor).toBe(amountMinor);
  });
});

describe('hasRefundFailed', () => {
  const notice = 'Your refund of $42.00 did not go through.';

  it.each<[string, Partial<Order>, boolean]>([
    ['a paid order', {}, false],
    ['an order whose last refund failed', { notice }, true],
    ['an order with a refund in progress', { status: 'refund_pending', notice }, false],
    ['an unpaid order', { status: 'payment_failed', notice }, false],
  ])('of %s', (_, over, expected) => {
    expect(hasRefundFailed(anOrder(over))).toBe(expected);
  });
});
