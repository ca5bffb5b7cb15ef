import { describe, expect, it } from '@jest/globals';
import { type DisputeStatus } from '@holdfast/contracts';
import type Stripe from 'stripe';
import { disputeOf, disputeStatusOf } from '../stripe/dispute-report.ts';
import { type Dispute, isNewer } from './dispute.ts';

const dueBy = Date.UTC(2026, 10, 30) / 1_000;

const aDispute = (over: Partial<Stripe.Dispute> = {}): Stripe.Dispute =>
  ({
    id: 'dp_1',
    amount: 4200,
    currency: 'usd',
    reason: 'fraudulent',
    status: 'needs_response',
    created: Date.UTC(2026, 10, 20) / 1_000,
    evidence_details: { due_by: dueBy },
    balance_transactions: [],
    ...over,
  }) as Stripe.Dispute;

const reported = (status: DisputeStatus, second: number, amountMinor = 4200): Dispute => ({
  disputeId: 'dp_1',
  status,
  amount: { amountMinor, currency: 'usd' },
  evidenceDueBy: null,
  reason: 'fraudulent',
  providerStatus: status,
  openedAt: new Date(0).toISOString(),
  reportedAt: new Date(second * 1_000).toISOString(),
});

describe('disputeStatusOf', () => {
  it.each([
    ['warning_needs_response', 'inquiry'],
    ['warning_under_review', 'inquiry'],
    ['warning_closed', 'closed'],
    ['prevented', 'closed'],
    ['needs_response', 'needs_response'],
    ['appeal_needs_response', 'needs_response'],
    ['under_review', 'under_review'],
    ['appeal_under_review', 'under_review'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['a_new_status', undefined],
  ])('takes %s for %s', (said, status) => {
    expect(disputeStatusOf({ status: said, balance_transactions: [] })).toBe(status);
  });

  it.each([
    ['withdrawn', [-4200], 'lost'],
    ['withdrawn and returned', [-4200, 4200], 'closed'],
  ])('takes a dispute that was resolved before it opened for its money: %s', (_, amounts, status) => {
    const movements = amounts.map((amount) => ({ amount }) as Stripe.BalanceTransaction);
    expect(disputeStatusOf({ status: 'prevented', balance_transactions: movements })).toBe(status);
  });
});

describe('disputeOf', () => {
  it('keeps what operators need', () => {
    expect(disputeOf(aDispute(), new Date(Date.UTC(2026, 10, 21)))).toEqual({
      disputeId: 'dp_1',
      status: 'needs_response',
      amount: { amountMinor: 4200, currency: 'usd' },
      evidenceDueBy: '2026-11-30T00:00:00.000Z',
      reason: 'fraudulent',
      providerStatus: 'needs_response',
      openedAt: '2026-11-20T00:00:00.000Z',
      reportedAt: '2026-11-21T00:00:00.000Z',
    });
  });

  it.each([
    ['nothing was reinstated', 'lost', [-4200], 4200],
    ['a part had been refunded before, and was reinstated', 'lost', [-4200, 1200], 3000],
    ['all of it had been refunded before, and was reinstated', 'lost', [-4200, 4200], 0],
    ['the account has another currency', 'lost', [-8400, 2400], 3000],
    ['a decision was appealed', 'lost', [-4200, 4200, -4200], 4200],
    ['it was won', 'won', [-4200, 4200], 4200],
    ['the bank still holds it', 'under_review', [-4200, 1200], 4200],
    ['Stripe has not withdrawn it yet', 'lost', [], 4200],
  ] as const)('counts what it takes: %s', (_, status, amounts, amountMinor) => {
    const movements = amounts.map((amount) => ({ amount }) as Stripe.BalanceTransaction);
    const said = aDispute({ status, balance_transactions: movements });
    expect(disputeOf(said, new Date())?.amount).toEqual({ amountMinor, currency: 'usd' });
  });

  it.each([
    [
      'an appeal was lost',
      [
        [-8400, 2],
        [8820, 2.1],
        [-8400, 2],
      ],
      4200,
    ],
    [
      'a part was reinstated',
      [
        [-8400, 2],
        [2520, 2.1],
      ],
      3000,
    ],
  ] as const)('is not misled by exchange rates that differ: %s', (_, moved, amountMinor) => {
    const movements = moved.map(
      ([amount, rate]) => ({ amount, exchange_rate: rate }) as Stripe.BalanceTransaction,
    );
    const said = aDispute({ status: 'lost', balance_transactions: movements });
    expect(disputeOf(said, new Date())?.amount.amountMinor).toBe(amountMinor);
  });

  it.each([
    ['none is accepted any more', { status: 'under_review' }],
    ['the bank accepts no response', { evidence_details: { due_by: 0 } }],
    ['Stripe names no date', { evidence_details: { due_by: null } }],
  ])('has no date for evidence when %s', (_, over) => {
    expect(disputeOf(aDispute(over as Partial<Stripe.Dispute>), new Date())?.evidenceDueBy).toBeNull();
  });
});

describe('isNewer', () => {
  it.each([
    ['a later report', reported('under_review', 2), reported('needs_response', 1), true],
    ['a later report of an appeal', reported('needs_response', 2), reported('lost', 1), true],
    ['an earlier report', reported('needs_response', 1), reported('lost', 2), false],
    ['an earlier report of an end', reported('won', 1), reported('needs_response', 2), false],
    ['the end in the same second', reported('lost', 1), reported('needs_response', 1), true],
    ['the beginning in the same second', reported('needs_response', 1), reported('lost', 1), false],
    ['a withdrawal in the same second', reported('lost', 1), reported('closed', 1), true],
    ['no withdrawal in the same second', reported('closed', 1), reported('lost', 1), false],
    ['reinstated funds in the same second', reported('lost', 1, 3000), reported('lost', 1), true],
    ['the whole loss in the same second', reported('lost', 1), reported('lost', 1, 3000), false],
    ['the same report', reported('lost', 1), reported('lost', 1), false],
  ])('decides about %s', (_, report, known, expected) => {
    expect(isNewer(report, known)).toBe(expected);
  });
});
