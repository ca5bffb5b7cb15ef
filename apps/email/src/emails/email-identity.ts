import { createHash } from 'node:crypto';
import { type EmailKind } from '@holdfast/contracts';
import { type OrderEmail } from './order-email.ts';

/**
 * Identifies an email within its order: its kind, and the refund or extra payment, of which an order may have
 * several.
 */
export function identityOf({ kind, job }: OrderEmail): string {
  if ('refundId' in job) return `${kind}:${job.refundId}`;
  return 'paymentId' in job ? `${kind}:${job.paymentId}` : kind;
}

/** The email that becomes untrue once this one is due. */
export function supersededBy({ kind, job }: OrderEmail): string | null {
  switch (kind) {
    case 'refund_failed':
      return `refund:${job.refundId}`;
    case 'extra_charge':
      return job.why === 'order_failed' ? 'payment_failed' : null;
    case 'extra_charge_refund_failed':
      return `extra_charge:${job.paymentId}`;
    default:
      return null;
  }
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
