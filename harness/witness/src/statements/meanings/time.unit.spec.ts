import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aMail, anOrder, startedAt } from '../../invariants/evidence.fixture.ts';
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
