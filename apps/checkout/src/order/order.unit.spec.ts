import { describe, expect, it } from '@jest/globals';
import { orderSchema, orderStatusSchema } from '@holdfast/contracts';
import { awaitsPayment, newOrder, type Order, orderLine, orderView, settle, totalOf } from './order.ts';

const tea = { productId: 'prod_tea', name: 'Tea', unitPrice: { amountMinor: 2100, currency: 'usd' } };

const anOrder = (over: Partial<Order> = {}): Order => ({
  ...newOrder(
    { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' },
    { lines: [orderLine(tea, 2)], total: totalOf([orderLine(tea, 2)]) },
    new Date('2026-01-02T03:04:05.678Z'),
  ),
  ...over,
});

describe('an order', () => {
  it('starts as payment_pending with its lines and total', () => {
    expect(orderView(anOrder())).toMatchObject({
      status: 'payment_pending',
      lines: [{ productId: 'prod_tea', quantity: 2, lineTotal: { amountMinor: 4200, currency: 'usd' } }],
      total: { amountMinor: 4200, currency: 'usd' },
      refundedTotal: { amountMinor: 0, currency: 'usd' },
      paymentId: null,
      notice: null,
      createdAt: '2026-01-02T03:04:05.678Z',
    });
  });

  it('shows what the contract lists, and nothing else', () => {
    const disputed = anOrder({
      disputes: [
        { disputeId: 'dp_1', revision: 1, status: 'won', amount: tea.unitPrice, evidenceDueBy: null },
      ],
    });
    const view = orderView(disputed);
    expect(orderSchema.strict().parse(view)).toEqual(view);
    expect(view.dispute).toEqual({ status: 'won', amount: tea.unitPrice, evidenceDueBy: null });
  });

  it('takes its details from the request, and nothing about the payer', () => {
    const request = {
      customer: { email: 'ada@example.com', name: 'Ada' },
      lines: [],
      paymentMethod: 'pm_card_visa',
      address: '192.0.2.1',
    };
    const order = newOrder(request, { lines: [], total: tea.unitPrice }, new Date());
    expect(order.customer).toEqual(request.customer);
    expect(Object.keys(order)).not.toContain('paymentMethod');
    expect(Object.keys(order)).not.toContain('address');
  });

  it('loses its notice once it is settled', () => {
    const waiting = anOrder({ notice: 'We are still confirming' });
    expect(settle(waiting, { kind: 'paid', paymentId: 'pay_1' }).notice).toBeNull();
  });

  const settled = orderStatusSchema.options.filter((status) => !awaitsPayment({ status }));

  it.each(settled)('that is %s is not settled again', (status) => {
    expect(() => settle(anOrder({ status }), { kind: 'paid', paymentId: 'pay_1' })).toThrow(
      `cannot go from ${status} to paid`,
    );
  });

  it('is paid under the id of its payment', () => {
    expect(settle(anOrder(), { kind: 'paid', paymentId: 'pay_1' })).toMatchObject({
      status: 'paid',
      paymentId: 'pay_1',
    });
  });

  it.each([
    { kind: 'declined', paymentId: 'pay_1', declineCode: 'expired_card' },
    { kind: 'method_invalid', paymentId: null },
  ] as const)('fails when its payment is $kind', (result) => {
    expect(settle(anOrder(), result)).toMatchObject({
      status: 'payment_failed',
      paymentId: result.paymentId,
    });
  });
});
