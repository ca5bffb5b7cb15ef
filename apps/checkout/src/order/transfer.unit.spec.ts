import { describe, expect, it } from '@jest/globals';
import { asOf } from './as-of.ts';
import { newOrder, type Order, orderView, settle } from './order.ts';
import { onItsWay } from './transfer.ts';

const placed: Order = newOrder(
  { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_usBankAccount_success' },
  { lines: [], total: { amountMinor: 4200, currency: 'usd' } },
  new Date('2026-01-02T03:00:00.000Z'),
);
const on = (day: string): Date => new Date(`2026-01-${day}T03:00:00.000Z`);

describe('an order whose bank is transferring the money', () => {
  it.each([
    ['09', '7 days'],
    ['03', 'a day'],
    ['02', 'a day'],
  ])('due on January %s, says that it can take up to %s', (day, time) => {
    expect(orderView(onItsWay(placed, on(day), on('02')))).toMatchObject({
      status: 'payment_pending',
      expectedBy: on(day).toISOString(),
      notice: `Your bank is transferring $42.00; this can take up to ${time}. You can close this page. We'll email you when the payment arrives, or if it doesn't.`,
    });
  });

  it('is overdue from the moment it should have arrived, and may still be paid', () => {
    const waiting = onItsWay(placed, on('09'), on('02'));
    expect(asOf(waiting, new Date(on('09').getTime() - 1))).toBe(waiting);
    const overdue = asOf(waiting, on('09'));
    expect(overdue).toMatchObject({
      status: 'payment_pending',
      expectedBy: null,
      notice: expect.stringMatching(/taking longer than expected.*won't be charged twice/s),
    });
    expect(settle(overdue, { kind: 'paid', paymentId: 'pay_1' })).toMatchObject({
      status: 'paid',
      notice: null,
    });
  });
});
