import { z } from 'zod';
import { idSchema } from './ids.ts';
import { moneySchema } from './money.ts';
import { namesOnePayer, payerSchema } from './payer.ts';

const someMoney = moneySchema.refine(({ amountMinor }) => amountMinor > 0, 'must be greater than zero');

export const createPaymentSchema = z
  .strictObject({
    orderId: idSchema('ord'),
    amount: someMoney,
    ...payerSchema,
    returnUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
      .max(2_000)
      .optional()
      .describe(
        "Where the customer's bank sends the customer after a confirmation. Without it, a payment that needs one is declined.",
      ),
    requestId: z.string().optional(),
  })
  .superRefine(namesOnePayer)
  .meta({ id: 'CreatePayment' });
export type CreatePayment = z.infer<typeof createPaymentSchema>;

/**
 * Decline reasons that customers may see. Everything else is `generic_decline`: banks require that a card
 * reported lost or stolen looks like any other.
 */
export const declineReasonSchema = z.enum([
  'insufficient_funds',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
  'card_velocity_exceeded',
  'authentication_required',
  'generic_decline',
]);
export type DeclineReason = z.infer<typeof declineReasonSchema>;

/** Maps a code of a bank or provider to a reason that customers may see. */
export function declineReasonOf(code: unknown): DeclineReason {
  return declineReasonSchema.catch('generic_decline').parse(code);
}

/** The step that the customer must take before the payment can continue. */
export const nextActionSchema = z
  .object({
    type: z.literal('confirm_with_bank'),
    url: z.string().describe("The bank's page, to open in the customer's browser."),
    expiresAt: z.iso.datetime().describe('After this, the payment is canceled and nothing is charged.'),
  })
  .meta({ id: 'NextAction' });
export type NextAction = z.infer<typeof nextActionSchema>;

/**
 * `inquiry`: a question of the bank that moves no money; `closed`: an inquiry that ended without a dispute.
 * `needs_response`, `under_review`: the bank holds the money until it decides. `won`, `lost`: final.
 */
export const disputeStatusSchema = z.enum([
  'inquiry',
  'needs_response',
  'under_review',
  'won',
  'lost',
  'closed',
]);
export type DisputeStatus = z.infer<typeof disputeStatusSchema>;

/** The payer contests a payment at the bank. */
export const disputeSchema = z
  .object({
    status: disputeStatusSchema,
    amount: moneySchema,
    evidenceDueBy: z.iso
      .datetime()
      .nullable()
      .describe('Latest time to send evidence; null once none is accepted.'),
  })
  .meta({ id: 'Dispute' });
export type DisputeView = z.infer<typeof disputeSchema>;

/** For messages and ledgers: the order view does not have it. Missing in those of earlier versions. */
export const isFailedDebitSchema = z
  .boolean()
  .default(false)
  .describe("The payer's bank could not collect a bank debit after all. The payer contests nothing.");

export const paymentStatusSchema = z.enum(['pending', 'succeeded', 'failed', 'refunded']);
export type PaymentStatus = z.infer<typeof paymentStatusSchema>;

export const paymentSchema = z
  .object({
    paymentId: z.string(),
    orderId: z.string(),
    status: paymentStatusSchema,
    amount: moneySchema,
    providerPaymentId: z.string().nullable(),
    declineCode: z.string().nullable().optional(),
    expectedBy: z.iso
      .datetime()
      .nullable()
      .default(null)
      .describe('Expected arrival of a payment that a bank is transferring; otherwise null.'),
    nextAction: nextActionSchema
      .nullable()
      .default(null)
      .describe("While pending: the confirmation that the customer's bank wants; otherwise null."),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Payment' });
export type PaymentView = z.infer<typeof paymentSchema>;

export const paymentListSchema = z.object({ payments: z.array(paymentSchema) }).meta({ id: 'PaymentList' });
export type PaymentList = z.infer<typeof paymentListSchema>;

/** The readiness check of payments that is down while the provider rejects our key or account. */
export const providerKeyCheck = 'provider-key';

/** Used in place of a decline code if the provider rejected our account and no bank was asked. */
export const refusedByProvider = 'refused_by_provider';

export const paymentIdSchema = idSchema('pay');
export const paymentsQuerySchema = z.object({ orderId: idSchema('ord') });

export const refundPaymentSchema = z
  .strictObject({
    amount: someMoney.optional().describe('Default: the remaining amount of the payment.'),
    reference: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 visible ASCII characters')
      .optional()
      .describe("The client's own ID for this refund; returned in refund-settled."),
    requestId: z.string().optional(),
  })
  .meta({ id: 'RefundPayment' });
export type RefundPayment = z.infer<typeof refundPaymentSchema>;

export const paymentRefundSchema = z
  .object({
    refundId: z.string(),
    paymentId: z.string(),
    orderId: z.string(),
    status: z
      .enum(['succeeded', 'pending'])
      .describe('pending: accepted by the provider; refund-settled follows with the result.'),
    amount: moneySchema,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'PaymentRefund' });
export type PaymentRefundView = z.infer<typeof paymentRefundSchema>;
