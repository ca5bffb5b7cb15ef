import { type Checkout } from './checkout.ts';
import { type Order } from './order.ts';

const price = { amountMinor: 2100, currency: 'usd' };
const total = { amountMinor: 4200, currency: 'usd' };

type PaidByMethod = Extract<Checkout, { paymentMethod: string }>;

export function aCheckout(over: Partial<PaidByMethod> = {}): PaidByMethod {
  return {
    customer: { email: 'ada@example.com' },
    lines: [{ productId: 'prod_tea', quantity: 2 }],
    paymentMethod: 'pm_card_visa',
    ...over,
  };
}

export function anOrder(over: Partial<Order> = {}): Order {
  return {
    orderId: 'ord_1',
    status: 'paid',
    customer: { email: 'ada@example.com' },
    lines: [
      { productId: 'prod_tea', name: 'Harbor black tea', quantity: 2, unitPrice: price, lineTotal: total },
    ],
    total,
    paymentId: 'pay_1',
    notice: null,
    expectedBy: null,
    nextAction: null,
    dispute: null,
    createdAt: '2026-01-15T00:00:00.000Z',
    ...over,
  };
}

export const anOrderToConfirm = (): Order =>
  anOrder({
    status: 'requires_action',
    paymentId: null,
    notice: 'Nothing has been taken yet.',
    nextAction: {
      type: 'confirm_with_bank',
      url: 'https://bank.example/confirm',
      expiresAt: '2026-01-15T00:15:00.000Z',
    },
  });

export const aPendingOrder = (): Order =>
  anOrder({ status: 'payment_pending', paymentId: null, notice: 'We are checking.' });
