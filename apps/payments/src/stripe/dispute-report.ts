import { type DisputeStatus, type Money } from '@holdfast/contracts';
import type Stripe from 'stripe';
import { type Dispute } from '../dispute/dispute.ts';
import { type FraudWarning } from '../fraud-warning/fraud-warning.ts';
import { type Known } from './intent-decision.ts';

type ProviderStatus = Known<Stripe.Dispute.Status>;

type Standing = Pick<Stripe.Dispute, 'status' | 'balance_transactions'>;

/** Undefined for a status that Stripe did not have when this was written. */
export function disputeStatusOf(dispute: Standing): DisputeStatus | undefined {
  const status = dispute.status as ProviderStatus;
  switch (status) {
    case 'warning_needs_response':
    case 'warning_under_review':
      return 'inquiry';
    case 'warning_closed':
      return 'closed';
    // A rule blocked it, or resolved it by returning the money before a bank decided.
    case 'prevented':
      return tookMoney(dispute) ? 'lost' : 'closed';
    case 'needs_response':
    case 'appeal_needs_response':
      return 'needs_response';
    case 'under_review':
    case 'appeal_under_review':
      return 'under_review';
    case 'won':
    case 'lost':
      return status;
  }
  status satisfies never;
  return undefined;
}

type Movement = Pick<Stripe.BalanceTransaction, 'amount' | 'exchange_rate'>;

const tookMoney = ({ balance_transactions: movements }: Standing): boolean => sumOf(movements) < 0;

const atRateOne = ({ amount, exchange_rate: rate }: Movement): number => amount / (rate ?? 1);

const sumOf = (movements: readonly Movement[]): number =>
  Math.round(movements.reduce((sum, movement) => sum + atRateOne(movement), 0));

/**
 * The amount that a dispute takes for good. Stripe withdraws all of it, and reinstates what had been refunded
 * before. Movements are in the account's currency, each at the rate of its day, so their share counts.
 */
function takenMinor(
  { amount, balance_transactions: movements }: Stripe.Dispute,
  status: DisputeStatus,
): number {
  if (status !== 'lost') return amount;
  const withdrawn = Math.max(0, ...movements.map((movement) => -atRateOne(movement)));
  if (withdrawn === 0) return amount;
  const share = -sumOf(movements) / withdrawn;
  return Math.round(amount * Math.min(1, Math.max(0, share)));
}

/** `at`: when Stripe said so, by its clock. */
export function disputeOf(dispute: Stripe.Dispute, at: Date): Dispute | undefined {
  const { id: disputeId, currency, reason, status: providerStatus, created } = dispute;
  const status = disputeStatusOf(dispute);
  if (status === undefined) return undefined;
  return {
    disputeId,
    status,
    amount: { amountMinor: takenMinor(dispute, status), currency },
    evidenceDueBy: evidenceDueBy(dispute),
    reason,
    providerStatus,
    openedAt: fromSeconds(created).toISOString(),
    reportedAt: at.toISOString(),
  };
}

/** A dispute, as reconciliation compares it. */
export interface DisputeAtStripe {
  readonly disputeId: string;
  /** The intent of the disputed charge; empty if Stripe names none. */
  readonly chargeId: string;
  readonly amount: Money;
  /** Undefined if its status is unknown to us. */
  readonly dispute: Dispute | undefined;
  readonly createdAt: Date;
  readonly ageMs: number;
}

export function disputeAtStripe(said: Stripe.Dispute, stripeNow: number): DisputeAtStripe {
  const createdAt = fromSeconds(said.created);
  const dispute = disputeOf(said, new Date(stripeNow));
  return {
    disputeId: said.id,
    chargeId: idOf(said.payment_intent) ?? '',
    amount: dispute?.amount ?? { amountMinor: said.amount, currency: said.currency },
    dispute,
    createdAt,
    ageMs: stripeNow - createdAt.getTime(),
  };
}

export function fraudWarningOf(warning: Stripe.Radar.EarlyFraudWarning, at: Date): FraudWarning {
  const { id: warningId, actionable, fraud_type: fraudType, created } = warning;
  const createdAt = fromSeconds(created).toISOString();
  return { warningId, actionable, fraudType, createdAt, reportedAt: at.toISOString() };
}

export const fromSeconds = (seconds: number): Date => new Date(seconds * 1_000);

export const idOf = (object: string | { readonly id: string } | null | undefined): string | undefined =>
  typeof object === 'string' ? object : object?.id;

/** Stripe sets 0 if the bank accepts no response, and keeps the date after the evidence was sent. */
function evidenceDueBy({ status, evidence_details: { due_by: dueBy } }: Stripe.Dispute): string | null {
  return status.endsWith('needs_response') && dueBy ? fromSeconds(dueBy).toISOString() : null;
}
