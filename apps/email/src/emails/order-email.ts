import {
  type EmailKind,
  sendExtraCharge,
  type SendExtraCharge,
  sendExtraChargeRefundFailed,
  type SendExtraChargeRefundFailed,
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
import { extraChargeEmail, extraChargeRefundFailedEmail } from './extra-charge.email.ts';
import { paymentFailedEmail } from './payment-failed.email.ts';
import { receiptEmail } from './receipt.email.ts';
import { refundFailedEmail } from './refund-failed.email.ts';
import { refundEmail } from './refund.email.ts';

/** An email about an order: its kind, and the job with its content. */
export type OrderEmail =
  | { readonly kind: 'receipt'; readonly job: SendReceipt }
  | { readonly kind: 'payment_failed'; readonly job: SendPaymentFailed }
  | { readonly kind: 'refund'; readonly job: SendRefund }
  | { readonly kind: 'refund_failed'; readonly job: SendRefundFailed }
  | { readonly kind: 'extra_charge'; readonly job: SendExtraCharge }
  | { readonly kind: 'extra_charge_refund_failed'; readonly job: SendExtraChargeRefundFailed };

/** Reads the stored content of an email. @throws ZodError if this version cannot read it. */
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
    case 'extra_charge':
      return { kind, job: sendExtraCharge.schema.parse(content) };
    case 'extra_charge_refund_failed':
      return { kind, job: sendExtraChargeRefundFailed.schema.parse(content) };
  }
}

/** `orderUrl` opens the customer's page of the order; without it, the email has no link. */
export function renderEmail(email: OrderEmail, orderUrl?: string): RenderedEmail {
  switch (email.kind) {
    case 'receipt':
      return receiptEmail(email.job, orderUrl);
    case 'payment_failed':
      return paymentFailedEmail(email.job, orderUrl);
    case 'refund':
      return refundEmail(email.job, orderUrl);
    case 'refund_failed':
      return refundFailedEmail(email.job, orderUrl);
    case 'extra_charge':
      return extraChargeEmail(email.job, orderUrl);
    case 'extra_charge_refund_failed':
      return extraChargeRefundFailedEmail(email.job, orderUrl);
  }
}
