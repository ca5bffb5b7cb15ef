import { describe, expect, it } from '@jest/globals';
import {
  aDispute,
  aDisputedLedger,
  aLostLedger,
  anOrderDispute,
  aPaymentDispute,
} from '../disputed.fixture.ts';
import { against, aLine, aPayment, anOrder, broken } from '../evidence.fixture.ts';
import { disputesCorrupted } from './corrupted-money.fixture.ts';
import { anOrderRefund, aPaymentRefund, aRefund } from '../refunded.fixture.ts';

describe('15: disputes', () => {
  it.each(disputesCorrupted)('are contradicted by %s', (_what, ledger, said) => {
    expect(against(15, ledger)).toContain(said);
  });

  it('are contradicted by a decision that was undone for a moment', () => {
    const undone = aLostLedger({
      paymentDisputes: [aPaymentDispute({ status: 'under_review', revision: 3 })],
    });
    expect(against(15, aLostLedger(), { samples: [aLostLedger(), undone] })).toContain(
      'du_1 went from lost to under_review',
    );
  });

  it('hold for a dispute that the bank reopens', () => {
    const reopened = aDisputedLedger({ disputes: [aDispute({ withdrawals: 2 })] });
    const won = aDisputedLedger({ paymentDisputes: [aPaymentDispute({ status: 'won' })] });
    expect(against(15, reopened, { samples: [won] })).toBe('');
    expect(against(15, aDisputedLedger(), { samples: [won] })).toContain('went from won to needs_response');
  });

  it('are contradicted by a deadline that stays after the response', () => {
    const late = { status: 'under_review', provider_status: 'under_review', revision: 2 };
    const [row, dispute] = [aPaymentDispute(late), aDispute({ status: 'under_review' })];
    expect(against(15, aDisputedLedger({ disputes: [dispute], paymentDisputes: [row] }))).toContain(
      'payments has "2025-12-14T23:59:59+00:00" as the deadline of dispute du_1, but at the provider it is ""',
    );
  });

  it('hold with the deadline of another record, and if the provider returned none', () => {
    const other = { evidence_due_by: '2025-12-15T23:59:59+00:00' };
    const older = aDisputedLedger({ orderDisputes: [anOrderDispute({ ...other, revision: 0 })] });
    expect(against(15, older)).toBe('');
    const inquiry = aDisputedLedger({
      paymentDisputes: [aPaymentDispute({ ...other, provider_status: 'warning_needs_response' })],
    });
    expect(against(15, inquiry)).toBe('');
    const untold = aDispute({ dueBy: undefined });
    expect(
      against(15, aDisputedLedger({ disputes: [untold], paymentDisputes: [aPaymentDispute(other)] })),
    ).toBe('');
  });

  it('hold for a dispute of less than a dollar', () => {
    const cents = { amount_minor: 28 };
    const small = aDisputedLedger({
      payments: [aPayment({ disputes_open_minor: 28 })],
      disputes: [aDispute({ amountMinor: 28 })],
      paymentDisputes: [aPaymentDispute(cents)],
      orderDisputes: [anOrderDispute(cents)],
      histories: [aLine('dispute_needs_response', "The payer's bank opened a dispute over $0.28.")],
    });
    expect(against(15, small)).toBe('');
  });

  it('hold while a dispute is open, after it is lost, and for an inquiry that was closed', () => {
    expect(broken(aDisputedLedger())).toEqual([]);
    expect(broken(aLostLedger(), { samples: [aDisputedLedger()] })).toEqual([]);
    const inquiry = aDisputedLedger({
      payments: [aPayment()],
      disputes: [aDispute({ status: 'warning_closed' })],
      paymentDisputes: [aPaymentDispute({ status: 'closed' })],
      orderDisputes: [anOrderDispute({ status: 'closed' })],
      histories: [
        aLine(
          'dispute_closed',
          "The payer's bank ended its inquiry about $42.00 of this payment without a dispute.",
        ),
      ],
    });
    expect(broken(inquiry)).toEqual([]);
  });
});

describe('7: refunds and lost disputes', () => {
  const refunded = {
    refunds: [aRefund({ amountMinor: 1_000 })],
    paymentRefunds: [aPaymentRefund({ amount_minor: 1_000 })],
    orderRefunds: [anOrderRefund({ amount_minor: 1_000 })],
    orders: [anOrder({ refunded_minor: 1_000 })],
  };

  it.each([
    ['at the provider', 'ch_1 took 4200, but 1000 of it was refunded, and disputes over 4200 of it are lost'],
    ['in payments', 'payment pay_1 took 4200, but 1000 of it was refunded, and disputes over 4200'],
    ['in checkout', 'order ord_1 took 4200, but 1000 of it was refunded, and disputes over 4200'],
  ])('are contradicted by more than the charge %s', (_where, said) => {
    expect(against(7, aLostLedger(refunded))).toContain(said);
  });

  it.each([
    [
      'a lost dispute that checkout has as open',
      { orderDisputes: [anOrderDispute()] },
      'order ord_1 has lost disputes over 0, but at the provider they are over 4200',
    ],
    [
      'a lost dispute that payments does not count',
      { payments: [aPayment({ disputes_open_minor: 4200 })] },
      'payment pay_1 counts 0 as disputes_lost_minor, but its rows add up to 4200',
    ],
  ])('are contradicted by %s', (_what, over, said) => {
    expect(against(7, aLostLedger(over))).toContain(said);
  });
});
