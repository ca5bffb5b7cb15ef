import { describe, expect, it } from '@jest/globals';
import { type DisputeStatus, examples, type LedgerPayment } from '@holdfast/contracts';
import { disputesRevisionOf, isReturned, refundOfCharge } from './resumed-refund.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

const charge = (
  disputes: readonly (readonly [DisputeStatus, revision: number, amountMinor?: number])[],
  refundedMinor = 0,
): LedgerPayment => ({
  ...examples.LedgerPayment,
  status: 'succeeded',
  amount: usd(4200),
  refundedMinor,
  disputes: disputes.map(([status, revision, amountMinor = 4200], index) => ({
    ...{ disputeId: `dp_${index}`, status, revision, evidenceDueBy: null, changedAt: null },
    amount: usd(amountMinor),
  })),
});

describe('a charge whose refund failed', () => {
  it.each([
    [[], undefined],
    [[['inquiry', 1]], undefined],
    [[['closed', 2]], undefined],
    [[['lost', 2, 1000]], undefined],
    [[['won', 3]], 3],
    [
      [
        ['won', 3],
        ['under_review', 2],
      ],
      undefined,
    ],
    [
      [
        ['won', 3],
        ['won', 4],
      ],
      7,
    ],
  ] as const)('with the disputes %j is refunded again at revision %s', (disputes, revision) => {
    expect(disputesRevisionOf(charge(disputes))).toBe(revision);
  });

  it.each([
    [[], 0, false],
    [[], 4199, false],
    [[['lost', 2]], 0, true],
    [[['lost', 2, 4200]], 4200, true],
    [[['lost', 2, 1000]], 3200, true],
    [[['lost', 2, 1000]], 3199, false],
    [[['won', 2]], 0, false],
  ] as const)('with the disputes %j and %i refunded is returned: %s', (disputes, refundedMinor, expected) => {
    expect(isReturned(charge(disputes, refundedMinor))).toBe(expected);
  });

  it('has a key for each revision of its disputes', () => {
    const keys = [undefined, 3, 4].map(
      (disputesRevision) => refundOfCharge({ paymentId: 'pay_1', disputesRevision }).keyHash,
    );
    expect(new Set(keys).size).toBe(3);
  });
});
