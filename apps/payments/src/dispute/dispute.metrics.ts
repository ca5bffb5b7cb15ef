import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from '@prometheus-io/client';
import { type Dispute, isHeld } from './dispute.ts';
import { type RecordedDispute } from './record-dispute.writes.ts';

const registers = [metrics];

/** Describes a shared table: use the maximum. */
export const openDisputes = new Gauge({
  name: 'payments_disputes_open',
  help: 'Open disputes, by status: inquiry, needs_response, under_review.',
  labelNames: ['status'] as const,
  registers,
});

/** Describes a shared table: use the maximum. */
export const disputesAwaitingEvidence = new Gauge({
  name: 'payments_disputes_awaiting_evidence',
  help: 'Open disputes and inquiries for which the bank still accepts evidence.',
  registers,
});

const disputes = new Counter({
  name: 'payments_disputes_total',
  help: 'Disputes by result: inquiry, opened (the bank holds the money), won, lost.',
  labelNames: ['result'] as const,
  registers,
});

/** The currencies are those in which Stripe has charged. */
const disputedAmounts = new Counter({
  name: 'payments_disputed_minor_total',
  help: 'Disputed amounts in minor units, by result (as for payments_disputes_total) and currency.',
  labelNames: ['result', 'currency'] as const,
  registers,
});

type Result = 'inquiry' | 'opened' | 'won' | 'lost';

/** Counts a committed change. */
export function countDispute({ dispute, before }: RecordedDispute): void {
  for (const result of resultsOf(dispute, before)) {
    disputes.inc({ result });
    disputedAmounts.inc({ result, currency: dispute.amount.currency }, dispute.amount.amountMinor);
  }
}

/** A dispute first heard of when it was lost was opened, too. */
function resultsOf({ status }: Dispute, before: Dispute | undefined): Result[] {
  const wasOpened = before !== undefined && before.status !== 'inquiry' && before.status !== 'closed';
  const isDecided = (status === 'won' || status === 'lost') && before?.status !== status;
  return [
    ...(status === 'inquiry' && before === undefined ? (['inquiry'] as const) : []),
    ...((isHeld(status) || isDecided) && !wasOpened ? (['opened'] as const) : []),
    ...(isDecided ? [status] : []),
  ];
}
