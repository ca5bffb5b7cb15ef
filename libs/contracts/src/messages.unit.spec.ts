import { describe, expect, it } from '@jest/globals';
import {
  type OrderPaid,
  orderPaid,
  type PaymentSettled,
  paymentSettled,
  queues,
  type RefundSettled,
  refundSettled,
  type SendPaymentFailed,
  sendPaymentFailed,
  type SendReceipt,
  sendReceipt,
  type SendRefund,
  sendRefund,
} from './messages.ts';

const total = { amountMinor: 4200, currency: 'usd' };
const unitPrice = { amountMinor: 2100, currency: 'usd' };
const paidAt = '2026-01-02T03:04:05.678Z';

const samples = [
  {
    message: sendReceipt,
    payload: {
      version: 1,
      orderId: 'ord_1',
      to: 'a@example.com',
      customerName: null,
      lines: [{ productId: 'prod_tea', name: 'Tea', quantity: 2, unitPrice, lineTotal: total }],
      total,
      paidAt,
    } satisfies SendReceipt,
  },
  {
    message: sendPaymentFailed,
    payload: {
      version: 1,
      orderId: 'ord_1',
      to: 'a@example.com',
      customerName: 'Ada',
      total,
      declineCode: 'insufficient_funds',
    } satisfies SendPaymentFailed,
  },
  {
    message: sendRefund,
    payload: {
      version: 1,
      orderId: 'ord_1',
      refundId: 're_1',
      to: 'a@example.com',
      customerName: 'Ada',
      amount: total,
      refundedAt: paidAt,
    } satisfies SendRefund,
  },
  {
    message: orderPaid,
    payload: {
      version: 1,
      orderId: 'ord_1',
      customerId: 'a@example.com',
      productIds: ['prod_tea'],
      paidAt,
    } satisfies OrderPaid,
  },
  {
    message: paymentSettled,
    payload: {
      version: 1,
      orderId: 'ord_1',
      paymentId: 'pay_1',
      status: 'failed',
      declineCode: null,
    } satisfies PaymentSettled,
  },
  {
    message: refundSettled,
    payload: {
      version: 1,
      orderId: 'ord_1',
      paymentId: 'pay_1',
      refundId: 're_1',
      reference: null,
      status: 'succeeded',
    } satisfies RefundSettled,
  },
];

describe.each(samples)('$message.name', ({ message, payload }) => {
  it('comes back from JSON as it went', () => {
    expect(message.schema.parse(JSON.parse(JSON.stringify(payload)))).toEqual(payload);
  });

  it.each([0, 2, '1', null, undefined])('is refused in version %p', (version) => {
    const issues = message.schema.safeParse({ ...payload, version }).error?.issues;
    expect(issues?.map(({ path }) => path)).toEqual([['version']]);
  });

  it.each(Object.keys(payload))('is refused without %s', (member) => {
    expect(message.schema.safeParse({ ...payload, [member]: undefined }).success).toBe(false);
  });

  it('lets a newer sender add what this reader does not know', () => {
    expect(message.schema.parse({ ...payload, addedLater: true })).toEqual(payload);
  });

  it('uses a queue that a service consumes', () => {
    expect(Object.values(queues)).toContain(message.queue);
  });
});

describe('the names of the messages', () => {
  it('differ from each other', () => {
    expect(new Set(samples.map(({ message }) => message.name)).size).toBe(samples.length);
  });
});
