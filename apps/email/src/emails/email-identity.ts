import { createHash } from 'node:crypto';
import { type EmailKind } from '@holdfast/contracts';
import { type OrderEmail } from './order-email.ts';

/**
 * Identifies an email within its order: its kind, and for refunds, of which an order may have several, also
 * the refund.
 */
export function identityOf({ kind, job }: OrderEmail): string {
  return 'refundId' in job ? `${kind}:${job.refundId}` : kind;
}

/** The email that becomes untrue once this one is due. */
export function supersededBy(email: OrderEmail): string | null {
  return email.kind === 'refund_failed' ? `refund:${email.job.refundId}` : null;
}

export const kindIn = (identity: string): EmailKind => identity.split(':')[0] as EmailKind;

/**
 * Derived, so that an email recorded twice, for example after a restore from a backup, has the same ID in a
 * mailbox.
 */
export function messageIdOf(email: OrderEmail, domain: string): string {
  const identity = identityOf(email);
  const hash = createHash('sha256').update(`${email.job.orderId} ${identity}`).digest('hex').slice(0, 32);
  return `<${email.kind}.${hash}@${domain}>`;
}
