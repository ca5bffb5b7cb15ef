import { describe, expect, it } from '@jest/globals';
import { type DisputeStatus, type RefundOrder } from '@holdfast/contracts';
import { Problem } from '@holdfast/service-defaults';
import { newOrder, type Order, orderLine, totalOf } from '../order/order.ts';
import { type Quantities, refundablePart } from './refundable-part.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });
const tea = { productId: 'prod_tea', name: 'Tea', unitPrice: usd(1000) };
const mug = { productId: 'prod_mug', name: 'Mug', unitPrice: usd(500) };

/** Three teas in two lines and two mugs, for $40.00. */
const anOrder = (over: Partial<Order> = {}): Order => {
  const lines = [orderLine(tea, 2), orderLine(mug, 2), orderLine(tea, 1)];
  const placed = { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' };
  const order = newOrder(placed, { lines, total: totalOf(lines) }, new Date());
  return { ...order, status: 'paid', paymentId: 'pay_1', ...over };
};

const disputed = (status: DisputeStatus, amountMinor = 4000): Pick<Order, 'disputes'> => ({
  disputes: [{ disputeId: 'dp_1', status, amount: usd(amountMinor), evidenceDueBy: null, revision: 1 }],
});

const amountOf = (order: Order, wanted: RefundOrder = {}, taken: Quantities = []): number =>
  refundablePart(order, taken, wanted).amount.amountMinor;

function refusalOf(order: Order, wanted: RefundOrder = {}, taken: Quantities = []): unknown[] {
  try {
    refundablePart(order, taken, wanted);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { errors = [] } = (error.options.extensions ?? {}) as { errors?: { pointer: string }[] };
    return [error.kind.code, ...errors.map(({ pointer }) => pointer)];
  }
  return [];
}

const exceeds = 'refund_exceeds_remaining';
const ofTea = (quantity: number) => ({ lines: [{ productId: 'prod_tea', quantity }] });

describe('refundablePart', () => {
  it('is all that refunds and lost disputes have left', () => {
    expect(amountOf(anOrder())).toBe(4000);
    expect(amountOf(anOrder({ refundedTotal: usd(700) }))).toBe(3300);
    expect(amountOf(anOrder({ refundedTotal: usd(700), ...disputed('lost', 300) }))).toBe(3000);
  });

  it.each(['inquiry', 'won', 'closed'] as const)('is not reduced by a dispute that is %s', (status) => {
    expect(amountOf(anOrder(disputed(status)))).toBe(4000);
  });

  it.each(['needs_response', 'under_review', 'lost'] as const)(
    'is refused if the dispute is %s',
    (status) => {
      for (const wanted of [{}, { amount: usd(1) }, ofTea(1)])
        expect(refusalOf(anOrder(disputed(status)), wanted)).toEqual(['order_not_refundable']);
    },
  );

  it('is refused if a dispute after a refund has returned more than was left', () => {
    expect(refusalOf(anOrder({ refundedTotal: usd(700), ...disputed('lost') }))).toEqual([
      'order_not_refundable',
    ]);
  });

  it('takes an amount up to what is left', () => {
    const order = anOrder({ refundedTotal: usd(700) });
    expect(amountOf(order, { amount: usd(3300) })).toBe(3300);
    expect(refusalOf(order, { amount: usd(3301) })).toEqual([exceeds, '/amount/amountMinor']);
    expect(refusalOf(order, { amount: { amountMinor: 1, currency: 'eur' } })).toEqual([
      exceeds,
      '/amount/currency',
    ]);
  });

  it('prices lines as they were paid, also a product of several lines', () => {
    const wanted = { lines: [...ofTea(3).lines, { productId: 'prod_mug', quantity: 1 }] };
    expect(refundablePart(anOrder(), [], wanted)).toEqual({
      amount: usd(3500),
      lines: [orderLine(tea, 3), orderLine(mug, 1)],
    });
  });

  it('refuses each line that was not bought or is refunded already', () => {
    const anchor = { productId: 'prod_anchor', quantity: 1 };
    expect(refusalOf(anOrder(), ofTea(4))).toEqual([exceeds, '/lines/0/quantity']);
    expect(refusalOf(anOrder(), { lines: [...ofTea(1).lines, anchor] })).toEqual([
      exceeds,
      '/lines/1/productId',
    ]);
    expect(amountOf(anOrder(), ofTea(1), ofTea(2).lines)).toBe(1000);
    expect(refusalOf(anOrder(), ofTea(2), ofTea(2).lines)).toEqual([exceeds, '/lines/0/quantity']);
  });

  it('refuses lines that cost more than other refunds have left', () => {
    const order = anOrder({ refundedTotal: usd(3500) });
    expect(refusalOf(order, ofTea(1))).toEqual([exceeds, '/lines']);
    expect(amountOf(order, { lines: [{ productId: 'prod_mug', quantity: 1 }] })).toBe(500);
  });

  it('does not assume two decimals', () => {
    const beans = {
      productId: 'prod_beans',
      name: 'Beans',
      unitPrice: { amountMinor: 1500, currency: 'jpy' },
    };
    const lines = [orderLine(beans, 2)];
    const order = anOrder({ lines, total: totalOf(lines) });
    const refuse = () => refundablePart(order, [], { amount: { amountMinor: 3001, currency: 'jpy' } });
    expect(refuse).toThrow(Problem);
    expect(refusalOf(order, { amount: { amountMinor: 3001, currency: 'jpy' } })).toHaveLength(2);
    expect(amountOf(order, { amount: { amountMinor: 3000, currency: 'jpy' } })).toBe(3000);
  });
});
