import { type Stripe } from 'stripe';
import { recordEvent } from '../events/event.recorder.ts';
import { type Answer, type Endpoint, ok, type Scope } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';
import { evidenceTexts, type EvidenceTexts } from './dispute.ts';
import { closeDispute, isOpen } from './open-dispute.ts';
import { submitEvidence } from './evidence.ts';

const url = '/v1/disputes';

function list(params: Params): (scope: Scope) => Answer {
  const request = listRequest(params);
  const conditions = [
    ...createdConditions(params),
    ...equals('charge', params.text('charge')),
    ...equals('payment_intent', params.text('payment_intent')),
  ];
  return ({ ledger }) => ok(listOf(ledger.disputes, conditions, request, url));
}

function update(params: Params, id: string): (scope: Scope) => Answer {
  const given = params.nested('evidence');
  const evidence = given === undefined ? undefined : readEvidence(given);
  const metadata = params.metadataChanges();
  const mustSubmit = params.flag('submit') ?? true;
  return (scope) => {
    const dispute = existing(scope, id);
    const changed: Stripe.Dispute = {
      ...dispute,
      metadata: metadata(dispute.metadata),
      ...(evidence === undefined ? {} : staged(dispute, evidence)),
    };
    if (evidence !== undefined || params.isText('submit')) requireUnsubmitted(dispute);
    const isSubmitted = mustSubmit && changed.evidence_details.has_evidence && isUnsubmitted(dispute);
    if (isSubmitted && (evidence !== undefined || params.isText('submit'))) {
      return ok(submitEvidence(scope, changed, dispute));
    }
    scope.ledger.disputes.replace(changed);
    recordEvent(scope, 'charge.dispute.updated', changed, previousOf(dispute, changed));
    return ok(changed);
  };
}

function readEvidence(params: Params): EvidenceTexts {
  const read = evidenceTexts.map((name) => [name, params.textOrUnset(name, { maxLength: 150_000 })] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

function staged(dispute: Stripe.Dispute, given: EvidenceTexts): Partial<Stripe.Dispute> {
  const evidence = { ...dispute.evidence, ...given };
  const hasEvidence = evidenceTexts.some((name) => evidence[name] !== null);
  return { evidence, evidence_details: { ...dispute.evidence_details, has_evidence: hasEvidence } };
}

function isUnsubmitted({ status }: Stripe.Dispute): boolean {
  return status === 'needs_response' || status === 'warning_needs_response';
}

function requireUnsubmitted(dispute: Stripe.Dispute): void {
  if (isUnsubmitted(dispute)) return;
  throw invalidRequest(
    isOpen(dispute)
      ? 'The evidence for this dispute has already been submitted.'
      : 'This dispute is already closed',
  );
}

function previousOf(before: Stripe.Dispute, after: Stripe.Dispute): Partial<Stripe.Dispute> {
  return {
    ...(before.evidence === after.evidence
      ? {}
      : { evidence: before.evidence, evidence_details: before.evidence_details }),
    ...(JSON.stringify(before.metadata) === JSON.stringify(after.metadata)
      ? {}
      : { metadata: before.metadata }),
  };
}

/** Accepts the dispute: it is lost. */
function close(_: Params, id: string): (scope: Scope) => Answer {
  return (scope) => {
    const dispute = existing(scope, id);
    if (!isOpen(dispute)) throw invalidRequest('This dispute is already closed');
    return ok(closeDispute(scope, dispute, 'lost'));
  };
}

function existing({ ledger }: Scope, id: string): Stripe.Dispute {
  const dispute = ledger.disputes.find(id);
  if (dispute === undefined) throw noSuch('dispute', id, 'dispute', 404);
  return dispute;
}

export const disputeEndpoints: readonly Endpoint[] = [
  { method: 'GET', url, prepare: list },
  { method: 'GET', url: `${url}/:id`, prepare: (_, id) => (scope) => ok(existing(scope, id)) },
  { method: 'POST', url: `${url}/:id`, prepare: update },
  { method: 'POST', url: `${url}/:id/close`, prepare: close },
];
