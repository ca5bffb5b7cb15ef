import { describe, expect, it } from '@jest/globals';
import {
  against,
  aLedger,
  aMail,
  anOrder,
  aProblem,
  aResponse,
  startedAt,
} from '../../invariants/evidence.fixture.ts';
import { aRefundedLedger, aRefundMail, anOrderRefund } from '../../invariants/refunded.fixture.ts';

const settled_at = new Date(startedAt).toISOString();
const paid = (time: string) =>
  aLedger({
    orders: [anOrder({ settled_at })],
    mails: [aMail({ text: `Total: $42.00\nOrder: ord_1\nPaid: ${time}` })],
  });
const refunded = (time: string) =>
  aRefundedLedger({
    orderRefunds: [anOrderRefund({ settled_at })],
    mails: [aMail(), aRefundMail({ text: `Order: ord_1\nRefund: re_1\nRefunded: ${time}` })],
  });

describe('the time in an email', () => {
  it.each([paid, refunded])('may be as far off as a clock in a scenario: %p', (ledgers) => {
    expect(against(18, ledgers('November 24, 2025 at 4:00 PM UTC'))).toBe('');
    expect(against(18, ledgers('November 24, 2025 at 4:11 PM UTC'))).toBe('');
    expect(against(18, ledgers('November 24, 2025 at 3:49 PM UTC'))).toBe('');
  });

  it.each([paid, refunded])('is untrue in another time zone: %p', (ledgers) => {
    expect(against(18, ledgers('November 24, 2025 at 11:00 AM UTC'))).toContain(`it was at ${settled_at}`);
    expect(against(18, ledgers('November 24, 2025 at 4:15 PM UTC'))).toContain(`it was at ${settled_at}`);
  });

  it('is not judged in a scenario that moves its orders into the past', () => {
    const scenario = { name: 'backdated', isBackdated: true };
    expect(against(18, paid('November 23, 2025 at 4:00 PM UTC'), { scenario })).toBe('');
  });
});

describe('the time that a transfer can take', () => {
  const waiting = (time: string, days: number) =>
    aLedger({
      orders: [anOrder({ status: 'payment_pending' })],
      responses: [
        aResponse({
          method: 'GET',
          path: '/orders/ord_1',
          key: null,
          status: 200,
          text: JSON.stringify({
            orderId: 'ord_1',
            expectedBy: new Date(startedAt + days * 86_400_000).toISOString(),
            notice: `Your bank is transferring $42.00; this can take up to ${time}. You can close this page.`,
          }),
        }),
      ],
    });

  it.each([
    ['8 days', 8],
    ['8 days', 7.5],
    ['a day', 0.2],
    ['a day', -1],
  ])('is %s for a transfer that is due in %d days', (time, days) => {
    expect(against(18, waiting(time, days))).not.toContain('it is due');
  });

  it.each([
    ['7 days', 7.5, '8 days'],
    ['8 hours', 7.5, '8 days'],
    ['14 days', 8, '9 days or 8 days'],
    ['1 days', 0.5, 'a day'],
  ])('is not %s for one that is due in %d days', (time, days, due) => {
    expect(against(18, waiting(time, days))).toContain(`it is due in ${due}`);
  });
});

describe('the time in which customers may refund', () => {
  const refused = (said: string, hours?: string) => {
    const detail = `Nothing was refunded. ${said} Please contact support.`;
    const refusal = aProblem(403, 'refund_needs_operator', {
      path: '/orders/ord_1/refunds',
      text: JSON.stringify({ detail }),
    });
    const settings = hours === undefined ? {} : { checkout: { SELF_REFUND_HOURS: hours } };
    return against(18, aLedger({ responses: [refusal] }), { scenario: { name: 'late', settings } });
  };
  const for24 = 'Customers can refund an order themselves for 24 hours after placing it.';
  const for1 = 'Customers can refund an order themselves for 1 hour after placing it.';
  const never = 'Customers cannot refund orders themselves.';

  it('is a day', () => {
    expect(refused(for24)).toBe('');
    expect(refused(for1)).toContain('customers can for 24 hours');
    expect(refused(never)).toContain('customers can for 24 hours');
  });

  it('is the one that a scenario sets', () => {
    expect(refused(for1, '1')).toBe('');
    expect(refused(never, '0')).toBe('');
    expect(refused(for24, '0')).toContain('customers can for 0 hours');
  });
});
