import { createHash } from 'node:crypto';
import { type EmailKind } from '@holdfast/contracts';
import { type OrderEmail } from './order-email.ts';

/** What makes a mail this one among all of its order: its kind, and of refunds, which an order may have several of, the refund. */
export function identityOf({ kind, job }: OrderEmail): string {
  return 'refundId' in job ? `${kind}:${job.refundId}` : kind;
}

/** The mail that is untrue once this one is due. */
export function supersededBy(mail: OrderEmail): string | null {
  return mail.kind === 'refund_failed' ? `refund:${mail.job.refundId}` : null;
}

export const kindIn = (identity: string): EmailKind => identity.split(':')[0] as EmailKind;

/** Derived, so that a mail which is written down a second time, as after a restore from a backup, is the same one in a mailbox. */
export function messageIdOf(mail: OrderEmail, domain: string): string {
  const identity = identityOf(mail);
  const hash = createHash('sha256').update(`${mail.job.orderId} ${identity}`).digest('hex').slice(0, 32);
  return `<${mail.kind}.${hash}@${domain}>`;
}
