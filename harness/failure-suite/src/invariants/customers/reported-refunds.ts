import { type Evidence } from '../../run/evidence.ts';
import { type Ledgers } from '../../system/ledgers.ts';
import { type Invariant } from '../invariant.ts';
import { type Row, text } from '../rows.ts';
import { mayBeHeld } from './one-receipt.ts';

type Mail = Ledgers['mails'][number];

/** 13. Read in the inbox: what a mail says of a refund, and not what the ledgers call it. */
export const reportedRefunds: Invariant = {
  number: 13,
  says: 'Every refund that we made is reported to its customer once, and so is every one that failed after we had announced it: no mail stays untrue.',
  contradictions: (evidence) => evidence.ledgers.orderRefunds.flatMap((refund) => ofRefund(evidence, refund)),
};

function ofRefund(evidence: Evidence, refund: Row): string[] {
  const refundId = text(refund, 'refund_id');
  const about = evidence.ledgers.mails.filter((mail) => mail.text.includes(refundId));
  const made = about.filter(saysMade);
  const undone = about.filter(saysUndone);
  return [
    ...ids(made)
      .slice(1)
      .map((id) => `refund ${refundId} is reported as made by another mail: ${id}`),
    ...ids(undone)
      .slice(1)
      .map((id) => `refund ${refundId} is reported as failed by another mail: ${id}`),
    ...(text(refund, 'status') === 'succeeded' ? ofStanding(evidence, refundId, made, undone) : []),
    ...(text(refund, 'status') === 'failed' ? ofFailed(evidence, refund, made, undone) : []),
  ];
}

function ofStanding(evidence: Evidence, refundId: string, made: readonly Mail[], undone: readonly Mail[]) {
  const found = undone.length > 0 ? [`refund ${refundId} stands, and a mail says that it failed`] : [];
  const isReported = made.length > 0 || isHeld(evidence, 'refund', refundId);
  return isReported ? found : [...found, `refund ${refundId} stands, and no mail reports it`];
}

function ofFailed(evidence: Evidence, refund: Row, made: readonly Mail[], undone: readonly Mail[]): string[] {
  const refundId = text(refund, 'refund_id');
  const wasAnnounced =
    made.length > 0 || refund['failed_after_success'] === true || text(refund, 'pending_notified_at') !== '';
  if (!wasAnnounced || isHeld(evidence, 'refund_failed', refundId)) return [];
  if (undone.length === 0)
    return [`refund ${refundId} was announced and has failed, and no mail takes that back`];
  return made.length > 0 && sentAt(evidence, 'refund', refundId) > sentAt(evidence, 'refund_failed', refundId)
    ? [`refund ${refundId} is reported as made after it was reported as failed`]
    : [];
}

const saysMade = (mail: Mail): boolean => /\bWe refunded\b/.test(mail.text);
const saysUndone = (mail: Mail): boolean => /did not reach you/.test(mail.subject);

const ids = (mails: readonly Mail[]): string[] => [...new Set(mails.map(({ messageId }) => messageId))];

const rowOf = ({ ledgers }: Evidence, kind: string, refundId: string): Row | undefined =>
  ledgers.emails.find((email) => text(email, 'identity') === `${kind}:${refundId}`);

const sentAt = (evidence: Evidence, kind: string, refundId: string): string =>
  text(rowOf(evidence, kind, refundId) ?? {}, 'sent_at');

/** A mail waits for an operator only where the mail server refused it, or an attempt ended in the dark. */
const isHeld = (evidence: Evidence, kind: string, refundId: string): boolean =>
  text(rowOf(evidence, kind, refundId) ?? {}, 'status') === 'held' && mayBeHeld(evidence);
