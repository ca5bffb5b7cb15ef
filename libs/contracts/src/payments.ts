import { z } from 'zod';
import { idSchema } from './ids.ts';
import { moneySchema } from './money.ts';

const someMoney = moneySchema.refine(({ amountMinor }) => amountMinor > 0, 'must be greater than zero');

export const createPaymentSchema = z
  .strictObject({
    orderId: idSchema('ord'),
    amount: someMoney,
    paymentMethod: z.string().regex(/^[A-Za-z0-9_]{1,255}$/, 'must be a payment method ID'),
    requestId: z.string().optional(),
  })
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
