import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { closeDispute, escalateInquiry } from './open-dispute.ts';

/**
 * Sends the evidence to the bank. As in Stripe's test mode, its `uncategorized_text` decides immediately; any
 * other is reviewed until a test closes the dispute. https://docs.stripe.com/testing#disputes
 */
export function submitEvidence(
  origin: EventOrigin,
  changed: Stripe.Dispute,
  before: Stripe.Dispute,
): Stripe.Dispute {
  const isInquiry = changed.status === 'warning_needs_response';
  const submitted: Stripe.Dispute = {
    ...changed,
    evidence_details: { ...changed.evidence_details, submission_count: 1, submission_method: 'manual' },
    status: isInquiry ? 'warning_under_review' : 'under_review',
  };
  origin.ledger.dues.take('dispute', changed.id);
  origin.ledger.disputes.replace(submitted);
  recordEvent(origin, 'charge.dispute.updated', submitted, {
    evidence: before.evidence,
    evidence_details: before.evidence_details,
    status: before.status,
  });
  switch (submitted.evidence.uncategorized_text) {
    case 'winning_evidence':
      return closeDispute(origin, submitted, 'won');
    case 'losing_evidence':
      return closeDispute(origin, submitted, 'lost');
    case 'escalate_inquiry_evidence':
      return isInquiry ? escalateInquiry(origin, submitted) : submitted;
    default:
      return submitted;
  }
}
