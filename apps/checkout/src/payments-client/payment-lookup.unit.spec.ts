import { describe, expect, it } from '@jest/globals';
import { type LedgerPayment } from '@holdfast/contracts';
import { absent, StillInProgress, undecided } from '@holdfast/idempotency';
import { paymentResultInLedger } from './payment-lookup.ts';

const now = new Date('2026-01-02T03:00:00.000Z');
const payment = (over: Partial<LedgerPayment>): LedgerPayment => ({
  paymentId: 'pay_1',
  orderId: 'ord_1',
  status: 'pending',
  amount: { amountMinor: 4200, currency: 'usd' },
  refundedMinor: 0,
  declineCode: null,
  provider: null,
  expectedBy: null,
  actionExpiresAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  settledAt: null,
  refunds: [],
  disputes: [],
  ...over,
});

function untilOf(over: Partial<LedgerPayment>): string | undefined {
  try {
    paymentResultInLedger([payment({ status: 'failed' }), payment(over)], now);
    return undefined;
  } catch (error) {
    if (!(error instanceof StillInProgress)) throw error;
    return error.until.toISOString();
  }
}

describe('paymentResultInLedger', () => {
  it('prefers a charge to a later failure', () => {
    const payments = [payment({ status: 'refunded' }), payment({ paymentId: 'pay_2', status: 'failed' })];
    expect(paymentResultInLedger(payments, now)).toEqual({ kind: 'paid', paymentId: 'pay_1' });
  });

  it('leaves payments alone that another API caller made and named this order', () => {
    const other = payment({ paymentId: 'pay_other', status: 'succeeded', isYours: false });
    expect(paymentResultInLedger([other], now)).toBe(absent);
    const own = payment({ status: 'pending', expectedBy: '2026-01-07T00:00:00.000Z' });
    expect(() => paymentResultInLedger([own, other], now)).toThrow(StillInProgress);
  });

  it('reports a decline, or that there is no payment', () => {
    expect(paymentResultInLedger([payment({ status: 'failed' })], now)).toMatchObject({ kind: 'declined' });
    expect(paymentResultInLedger([], now)).toBe(absent);
  });

  it('waits while a bank transfers the money or the customer may still confirm', () => {
    expect(untilOf({ expectedBy: '2026-01-07T00:00:00.000Z' })).toBe('2026-01-07T00:00:00.000Z');
    expect(untilOf({ actionExpiresAt: '2026-01-02T03:10:00.000Z' })).toBe('2026-01-02T03:10:02.000Z');
  });

  it.each([{}, { expectedBy: '2026-01-02T02:59:59.999Z' }, { actionExpiresAt: '2026-01-02T03:00:00.000Z' }])(
    'leaves a pending payment undecided that nothing waits for (%j)',
    (over) => {
      expect(paymentResultInLedger([payment(over)], now)).toBe(undecided);
    },
  );
});
