import { describe, expect, it } from '@jest/globals';
import { columnsOf, OrderEntity } from './order.entity.ts';
import { newOrder, orderLine, totalOf } from './order.ts';

const lines = [
  orderLine({ productId: 'prod_tea', name: 'Tea', unitPrice: { amountMinor: 2100, currency: 'usd' } }, 2),
];

/** As Postgres completes and returns a new row. */
const defaults = {
  refundedMinor: 0,
  paymentId: null,
  declineCode: null,
  notice: null,
  expectedBy: null,
  actionUrl: null,
  actionExpiresAt: null,
  disputes: [],
};

describe('the row of a new order', () => {
  it.each([{ email: 'ada@example.com', name: 'Ada' }, { email: 'ada@example.com' }])(
    'is read as it was written: %j',
    (customer) => {
      const request = { customer, lines: [], paymentMethod: 'pm_card_visa' };
      const order = newOrder(request, { lines, total: totalOf(lines) }, new Date('2026-01-02T03:04:05.678Z'));
      const columns = columnsOf(order);
      const row = Object.assign(new OrderEntity(), {
        ...defaults,
        ...columns,
        customerName: columns.customerName ?? null,
        createdAt: new Date(columns.createdAt),
      });
      expect(row.toOrder()).toMatchObject(order);
    },
  );
});
