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
import { type Mail } from './mail.ts';
import { paymentFailedMail } from './payment-failed.mail.ts';
import { receiptMail } from './receipt.mail.ts';
import { refundFailedMail } from './refund-failed.mail.ts';
import { refundMail } from './refund.mail.ts';

/** A mail about an order, as it was asked for: what kind, and the job it is written from. */
export type OrderMail =
  | { readonly kind: 'receipt'; readonly job: SendReceipt }
  | { readonly kind: 'payment_failed'; readonly job: SendPaymentFailed }
  | { readonly kind: 'refund'; readonly job: SendRefund }
  | { readonly kind: 'refund_failed'; readonly job: SendRefundFailed };

/** What the ledger kept of a mail. @throws ZodError when this version cannot read it. */
export function readOrderMail(kind: EmailKind, content: unknown): OrderMail {
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
export function writeMail(mail: OrderMail, orderUrl?: string): Mail {
  switch (mail.kind) {
    case 'receipt':
      return receiptMail(mail.job, orderUrl);
    case 'payment_failed':
      return paymentFailedMail(mail.job, orderUrl);
    case 'refund':
      return refundMail(mail.job, orderUrl);
    case 'refund_failed':
      return refundFailedMail(mail.job, orderUrl);
  }
}
