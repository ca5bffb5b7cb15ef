import { describe, expect, it } from '@jest/globals';
import { type DisputeStatus } from '@holdfast/contracts';
import { type Dispute, disputeText, shownDispute } from './dispute.ts';

const aDispute = (status: DisputeStatus, amountMinor = 4200): Dispute => ({
  disputeId: `dp_${amountMinor}`,
  status,
  amount: { amountMinor, currency: 'usd' },
  evidenceDueBy: null,
  revision: 1,
});

const shownOf = (...disputes: readonly Dispute[]): number | undefined =>
  shownDispute(disputes)?.amount.amountMinor;

describe('shownDispute', () => {
  it('is the newest open dispute, else the newest', () => {
    expect(shownOf()).toBeUndefined();
    expect(shownOf(aDispute('won', 1), aDispute('lost', 2))).toBe(2);
    expect(shownOf(aDispute('under_review', 1), aDispute('lost', 2))).toBe(1);
    expect(shownOf(aDispute('inquiry', 1), aDispute('needs_response', 2), aDispute('closed', 3))).toBe(2);
  });

  it('does not reveal what only programs need', () => {
    expect(Object.keys(shownDispute([aDispute('won')]) ?? {})).toEqual(['status', 'amount', 'evidenceDueBy']);
  });
});

describe('disputeText', () => {
  it.each<[string, number, string]>([
    ['jpy', 4200, '¥4,200'],
    ['kwd', 4200, 'KWD 4.200'],
  ])('formats an amount of %s correctly', (currency, amountMinor, said) => {
    const amount = { amountMinor, currency };
    const text = disputeText({ status: 'lost', amount, isFailedDebit: false });
    expect(text.replaceAll(/\s/g, ' ')).toContain(`returned ${said} to the payer`);
  });

  it.each<[DisputeStatus, number, string]>([
    ['needs_response', 4200, 'It holds $42.00 until it decides.'],
    ['lost', 4200, 'It took $42.00 back.'],
    ['lost', 0, 'The payer had this money back already, so the bank took nothing back in the end.'],
  ])('does not call a failed debit a dispute (%s, %d)', (status, amountMinor, then) => {
    expect(disputeText({ status, amount: { amountMinor, currency: 'usd' }, isFailedDebit: true })).toBe(
      `The payer's bank reported that it could not collect this payment after all. ${then}`,
    );
  });
});
