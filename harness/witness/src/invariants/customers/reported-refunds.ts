import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Invariant } from '../invariant.ts';
import { bodyOf, isRefund, responsesIn } from '../responses.ts';
import { type Row, text } from '../rows.ts';
import { mayBeHeld } from './one-receipt.ts';
import { unreportedCharges } from './reported-charges.ts';

type Mail = Ledgers['mails'][number];

/** 13. Judged by the text of emails in the inbox, not by the ledgers. */
export const reportedRefunds: Invariant = {
  number: 13,
  says: 'Every refund is reported to its customer once. A refund that fails after it was announced is corrected once: no email stays untrue. A charge of an order that had failed, and a second charge, are reported, too.',
  contradictions: (evidence) => [
    ...evidence.ledgers.orderRefunds.flatMap((refund) => ofRefund(evidence, refund)),
    ...unreportedCharges(evidence),
  ],
};

function ofRefund(evidence: Evidence, refund: Row): string[] {
  const refundId = text(refund, 'refund_id');
  const about = evidence.ledgers.mails.filter((mail) => mail.text.includes(refundId));
  const made = about.filter(saysMade);
  const undone = about.filter(saysUndone);
  return [
    ...ids(made)
      .slice(1)
      .map((id) => `refund ${refundId} is reported as made by another email: ${id}`),
    ...ids(undone)
      .slice(1)
      .map((id) => `refund ${refundId} is reported as failed by another email: ${id}`),
    ...(text(refund, 'status') === 'succeeded' ? ofSucceeded(evidence, refundId, made, undone) : []),
    ...(text(refund, 'status') === 'failed' ? ofFailed(evidence, refund, made, undone) : []),
  ];
}

function ofSucceeded(evidence: Evidence, refundId: string, made: readonly Mail[], undone: readonly Mail[]) {
  const found = undone.length > 0 ? [`refund ${refundId} succeeded, but an email says that it failed`] : [];
  const isReported = made.length > 0 || isHeld(evidence, 'refund', refundId);
  return isReported ? found : [...found, `refund ${refundId} succeeded, but no email reports it`];
}

function ofFailed(evidence: Evidence, refund: Row, made: readonly Mail[], undone: readonly Mail[]): string[] {
  const refundId = text(refund, 'refund_id');
  const wasAnnounced =
    made.length > 0 ||
    refund['failed_after_success'] === true ||
    text(refund, 'pending_notified_at') !== '' ||
    wasPromised(evidence, refundId);
  if (!wasAnnounced || isHeld(evidence, 'refund_failed', refundId)) return [];
  if (undone.length === 0) return [`refund ${refundId} was announced and failed, but no email corrects it`];
  return made.length > 0 && sentAt(evidence, 'refund', refundId) > sentAt(evidence, 'refund_failed', refundId)
    ? [`refund ${refundId} is reported as made after it was reported as failed`]
    : [];
}

const wasPromised = (evidence: Evidence, refundId: string): boolean =>
  responsesIn(evidence).some(
    (response) =>
      isRefund(response) && response.status === 201 && text(bodyOf(response), 'refundId') === refundId,
  );

const saysMade = (mail: Mail): boolean => /\bWe have refunded\b/.test(mail.text);
const saysUndone = (mail: Mail): boolean => /did not reach you/.test(mail.subject);

const ids = (mails: readonly Mail[]): string[] => [...new Set(mails.map(({ messageId }) => messageId))];

const rowOf = ({ ledgers }: Evidence, kind: string, refundId: string): Row | undefined =>
  ledgers.emails.find((email) => text(email, 'identity') === `${kind}:${refundId}`);

const sentAt = (evidence: Evidence, kind: string, refundId: string): string =>
  text(rowOf(evidence, kind, refundId) ?? {}, 'sent_at');

/** True if the email is held for a valid reason. */
const isHeld = (evidence: Evidence, kind: string, refundId: string): boolean =>
  text(rowOf(evidence, kind, refundId) ?? {}, 'status') === 'held' && mayBeHeld(evidence);
