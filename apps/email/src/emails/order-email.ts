import {
  type EmailKind,
  type SendPaymentFailed,
  sendPaymentFailed,
  type SendReceipt,
  sendReceipt,
  type SendRefund,
  type SendRefundFailed,
  sendRefundFailed,
  sendRefund,
} from '@holdfast/contracts';
import { type RenderedEmail } from './rendered-email.ts';
import { paymentFailedEmail } from './payment-failed.email.ts';
import { receiptEmail } from './receipt.email.ts';
import { refundFailedEmail } from './refund-failed.email.ts';
import { refundEmail } from './refund.email.ts';

/** A mail about an order, as it was asked for: what kind, and the job it is written from. */
export type OrderEmail =
  | { readonly kind: 'receipt'; readonly job: SendReceipt }
  | { readonly kind: 'payment_failed'; readonly job: SendPaymentFailed }
  | { readonly kind: 'refund'; readonly job: SendRefund }
  | { readonly kind: 'refund_failed'; readonly job: SendRefundFailed };

/** What the ledger kept of a mail. @throws ZodError when this version cannot read it. */
export function readOrderEmail(kind: EmailKind, content: unknown): OrderEmail {
  switch (kind) {
    case 'receipt':
      return { kind, job: sendReceipt.schema.parse(content) };
    case 'payment_failed':
      return { kind, job: sendPaymentFailed.schema.parse(content) };
    case 'refund':
      return { kind, job: sendRefund.schema.parse(content) };
    case 'refund_failed':
      return { kind, job: sendRefundFailed.schema.parse(content) };
  }
}

/** `orderUrl`: where customers see the order and what opens it; without a shop there is no link. */
export function renderEmail(mail: OrderEmail, orderUrl?: string): RenderedEmail {
  switch (mail.kind) {
    case 'receipt':
      return receiptEmail(mail.job, orderUrl);
    case 'payment_failed':
      return paymentFailedEmail(mail.job, orderUrl);
    case 'refund':
      return refundEmail(mail.job, orderUrl);
    case 'refund_failed':
      return refundFailedEmail(mail.job, orderUrl);
  }
}
