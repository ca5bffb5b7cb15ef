import { type DisputeStatus, isSameMoney, type Money } from '@holdfast/contracts';

/** A dispute as the provider reported it at one point in time. */
export interface Dispute {
  /** The provider's ID. */
  readonly disputeId: string;
  readonly status: DisputeStatus;
  readonly amount: Money;
  readonly evidenceDueBy: string | null;
  /** The payer's reason, for operators only. */
  readonly reason: string;
  /** The provider's own status, for operators only. */
  readonly providerStatus: string;
  readonly openedAt: string;
  /** By the provider's clock, which counts whole seconds. */
  readonly reportedAt: string;
}

const rank = {
  inquiry: 0,
  needs_response: 1,
  under_review: 2,
  closed: 3,
  won: 4,
  lost: 4,
} as const satisfies Record<DisputeStatus, number>;

const reasonsOfFailedDebits: ReadonlySet<string> = new Set([
  'bank_cannot_process',
  'check_returned',
  'incorrect_account_details',
  'insufficient_funds',
]);

/** Stripe calls a debit that failed after it had succeeded a dispute. The payer contests nothing. */
export const isFailedDebit = ({ reason }: Pick<Dispute, 'reason'>): boolean =>
  reasonsOfFailedDebits.has(reason);

export const isClosed = (status: DisputeStatus): boolean => rank[status] >= rank.closed;

/** The bank holds the disputed money. */
export const isHeld = (status: DisputeStatus): boolean =>
  status === 'needs_response' || status === 'under_review';

/**
 * Reports arrive in any order. Of two reports of the same second, the one closer to the end is newer, and of
 * two losses the one after which more was reinstated. So the result does not depend on their order.
 */
export function isNewer(report: Dispute, known: Dispute): boolean {
  const [now, before] = [report, known].map(({ reportedAt }) => Date.parse(reportedAt)) as [number, number];
  if (now !== before) return now > before;
  if (report.status !== 'lost' || known.status !== 'lost') return rank[report.status] > rank[known.status];
  return report.amount.amountMinor < known.amount.amountMinor;
}

/** True if checkout would see a difference. */
export function differs(a: Dispute, b: Dispute): boolean {
  return a.status !== b.status || !isSameMoney(a.amount, b.amount) || a.evidenceDueBy !== b.evidenceDueBy;
}
