import { describe, expect, it } from '@jest/globals';
import { type NextAction } from '@holdfast/contracts';
import { asOf } from './as-of.ts';
import { askToConfirm } from './confirmation.ts';
import { newOrder, type Order, orderLine, orderView, settle, totalOf } from './order.ts';

const lines = [
  orderLine({ productId: 'prod_tea', name: 'Tea', unitPrice: { amountMinor: 2100, currency: 'usd' } }, 2),
];
const anOrder = (over: Partial<Order> = {}): Order => ({
  ...newOrder(
    { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' },
    { lines, total: totalOf(lines) },
    new Date('2026-01-02T03:00:00.000Z'),
  ),
  ...over,
});
const nextAction: NextAction = {
  type: 'confirm_with_bank',
  url: 'https://bank.example/confirm',
  expiresAt: '2026-01-02T03:15:00.000Z',
};
const at = (time: string): Date => new Date(`2026-01-02T${time}Z`);

describe('an order whose bank asks for a confirmation', () => {
  it('shows where to confirm it, and says when the customer is charged', () => {
    expect(orderView(askToConfirm(anOrder(), nextAction))).toMatchObject({
      status: 'requires_action',
      nextAction,
      notice:
        "Your bank asks you to confirm this payment of $42.00. You'll be charged only if you confirm it.",
    });
  });

  it('takes a newer confirmation while one is open', () => {
    const later = { ...nextAction, url: 'https://bank.example/again' };
    expect(askToConfirm(askToConfirm(anOrder(), nextAction), later).nextAction).toBe(later);
  });

  it.each(['paid', 'payment_failed', 'refunded'] as const)('cannot be one that is %s', (status) => {
    expect(() => askToConfirm(anOrder({ status }), nextAction)).toThrow(`from ${status} to requires_action`);
  });

  it('is pending again, without the page, from the moment its time is over', () => {
    const asked = askToConfirm(anOrder(), nextAction);
    expect(asOf(asked, at('03:14:59.999'))).toBe(asked);
    expect(asOf(asked, at('03:15:00.000'))).toMatchObject({
      status: 'payment_pending',
      nextAction: null,
      notice: expect.stringMatching(/please don't confirm it anymore.*finding out whether it went through/s),
    });
  });

  it('loses the page when its payment is settled', () => {
    const asked = askToConfirm(anOrder(), nextAction);
    expect(settle(asked, { kind: 'paid', paymentId: 'pay_1' })).toMatchObject({
      status: 'paid',
      nextAction: null,
      notice: null,
    });
  });
});
