import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { invalidRequest } from '../http/stripe-error.ts';
import { equals, type Ledger } from '../ledger/ledger.ts';
import { reviseWarnings } from '../radar/early-fraud-warning.ts';
import { disputeOf, movementOf, type NewDispute, unanswered } from './dispute.ts';
import { idOf } from '../ledger/object-id.ts';

const secondMs = 1_000;
/** Then an inquiry is closed: https://docs.stripe.com/disputes/how-disputes-work */
const inquiryDays = 120;

/** The amount that a bank may still claim: neither refunded nor disputed, lost disputes included. */
export function disputableAmount(ledger: Ledger, charge: Stripe.Charge): number {
  const claimed = disputesOf(ledger, charge.id)
    .filter(holdsMoney)
    .reduce((sum, { amount }) => sum + amount, 0);
  return charge.amount_captured - charge.amount_refunded - claimed;
}

export function disputesOf(ledger: Ledger, chargeId: string): Stripe.Dispute[] {
  return ledger.disputes.page(equals('charge', chargeId), { limit: 100 }).data;
}

/** Its amount is with the bank for now or for good. */
export function holdsMoney({ status }: Stripe.Dispute): boolean {
  return status !== 'won' && !status.startsWith('warning_');
}

export function isOpen({ status }: Stripe.Dispute): boolean {
  return !['won', 'lost', 'warning_closed', 'prevented'].includes(status);
}

/** `amount` and what the bank takes with it: the charge is disputed, and not refundable. */
export function openDispute(origin: EventOrigin, charge: Stripe.Charge, asked: NewDispute): Stripe.Dispute {
  const { ledger } = origin;
  const dispute = disputeOf(charge, asked, origin);
  const opened = asked.isInquiry ? dispute : withdrawn(dispute, origin);
  ledger.disputes.insert(opened, origin);
  ledger.charges.replace({ ...charge, disputed: true });
  recordEvent(origin, 'charge.dispute.created', opened);
  if (!asked.isInquiry) recordEvent(origin, 'charge.dispute.funds_withdrawn', opened);
  if (isOpen(opened)) scheduleEnd(ledger, opened);
  reviseWarnings(origin, charge.id);
  return opened;
}

function withdrawn(dispute: Stripe.Dispute, origin: EventOrigin): Stripe.Dispute {
  return { ...dispute, balance_transactions: [movementOf(dispute, 'withdrawn', origin)] };
}

/** Without a response, a dispute is lost at its deadline. */
function scheduleEnd({ dues }: Ledger, { id, status, created, evidence_details }: Stripe.Dispute): void {
  const isInquiry = status.startsWith('warning_');
  const at = isInquiry ? created + inquiryDays * 86_400 : (evidence_details.due_by ?? created);
  dues.schedule({ kind: 'dispute', object: id, result: 'lost' }, at * secondMs);
}

const debits: readonly string[] = ['sepa_debit', 'us_bank_account'];

export const isDebit = ({ payment_method_details: details }: Stripe.Charge): boolean =>
  debits.includes(details?.type ?? '');

/**
 * The bank takes a debit back that its payer contests, or that failed after it succeeded. No evidence is
 * accepted: https://docs.stripe.com/payments/ach-direct-debit#disputed-payments
 */
export function returnDebit(origin: EventOrigin, charge: Stripe.Charge, asked: NewDispute): Stripe.Dispute {
  return closeDispute(origin, openDispute(origin, charge, asked), 'lost');
}

export type DisputeEnd = 'won' | 'lost';

/** Ends an open dispute; an inquiry is closed, and moves no money either way. */
export function closeDispute(origin: EventOrigin, dispute: Stripe.Dispute, as: DisputeEnd): Stripe.Dispute {
  const { ledger } = origin;
  const isInquiry = dispute.status.startsWith('warning_');
  const isWon = as === 'won' && !isInquiry;
  const reinstated = isWon ? dispute.amount : isInquiry ? 0 : refundedBefore(ledger, dispute);
  const closed: Stripe.Dispute = {
    ...dispute,
    ...(reinstated > 0
      ? {
          balance_transactions: [
            ...dispute.balance_transactions,
            movementOf(dispute, 'reinstated', origin, reinstated),
          ],
        }
      : {}),
    is_charge_refundable: isWon || isInquiry,
    status: isInquiry ? 'warning_closed' : as,
  };
  ledger.dues.take('dispute', dispute.id);
  ledger.disputes.replace(closed);
  // Of a lost dispute, the money that the payer had already comes back after the decision.
  const decided = isWon ? closed : { ...closed, balance_transactions: dispute.balance_transactions };
  recordEvent(origin, 'charge.dispute.closed', decided, { status: dispute.status });
  if (reinstated > 0) recordEvent(origin, 'charge.dispute.funds_reinstated', closed);
  return closed;
}

/** The part of a disputed amount that the payer had back already. */
function refundedBefore(ledger: Ledger, dispute: Stripe.Dispute): number {
  const charge = ledger.charges.find(idOf(dispute.charge));
  if (charge === undefined) throw new Error(`dispute ${dispute.id} has no charge`);
  return Math.max(0, charge.amount_refunded + dispute.amount - charge.amount_captured);
}

/** The payer's bank contests a decision in our favor, and withdraws the money again. */
export function reopenDispute(origin: EventOrigin, dispute: Stripe.Dispute): Stripe.Dispute {
  const { ledger } = origin;
  const reopened: Stripe.Dispute = {
    ...dispute,
    balance_transactions: [...dispute.balance_transactions, movementOf(dispute, 'withdrawn', origin)],
    evidence_details: unanswered(origin.at),
    is_charge_refundable: false,
    status: 'needs_response',
  };
  ledger.disputes.replace(reopened);
  recordEvent(origin, 'charge.dispute.updated', reopened, { status: dispute.status });
  recordEvent(origin, 'charge.dispute.funds_withdrawn', reopened);
  scheduleEnd(ledger, reopened);
  return reopened;
}

/** The bank turns its inquiry into a dispute of what is left, or closes it if nothing is. */
export function escalateInquiry(origin: EventOrigin, inquiry: Stripe.Dispute): Stripe.Dispute {
  const { ledger } = origin;
  const charge = ledger.charges.find(idOf(inquiry.charge));
  if (charge === undefined) throw new Error(`dispute ${inquiry.id} has no charge`);
  const amount = Math.min(inquiry.amount, disputableAmount(ledger, charge));
  if (amount <= 0) return closeDispute(origin, inquiry, 'won');
  const card = inquiry.payment_method_details?.card;
  const dispute: Stripe.Dispute = {
    ...inquiry,
    amount,
    is_charge_refundable: false,
    status: 'needs_response',
    ...(card === undefined
      ? {}
      : { payment_method_details: { card: { ...card, case_type: 'chargeback' }, type: 'card' } }),
  };
  const escalated = withdrawn(dispute, origin);
  ledger.disputes.replace(escalated);
  recordEvent(origin, 'charge.dispute.updated', escalated, {
    amount: inquiry.amount,
    status: inquiry.status,
  });
  recordEvent(origin, 'charge.dispute.funds_withdrawn', escalated);
  scheduleEnd(ledger, escalated);
  return escalated;
}

/** The deadline of a dispute has come. */
export function expireDispute(origin: EventOrigin, disputeId: string): void {
  const dispute = origin.ledger.disputes.find(disputeId);
  if (dispute === undefined) throw new Error(`dispute ${disputeId} is due but has no record`);
  const details = { ...dispute.evidence_details, past_due: true };
  closeDispute(origin, { ...dispute, evidence_details: details }, 'lost');
}

/** @throws StripeError if the charge has a dispute that keeps its money. */
export function requireUndisputed(ledger: Ledger, charge: Stripe.Charge): void {
  if (!disputesOf(ledger, charge.id).some(holdsMoney)) return;
  throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
    code: 'charge_disputed',
  });
}
