import { z } from 'zod';
import { idSchema } from './ids.ts';
import { moneySchema } from './money.ts';

export const createPaymentSchema = z
  .strictObject({
    orderId: idSchema('ord'),
    amount: moneySchema.refine(({ amountMinor }) => amountMinor > 0, 'must be more than nothing'),
    paymentMethod: z.string().regex(/^[A-Za-z0-9_]{1,255}$/, 'must be the id of a payment method'),
    requestId: z.string().optional(),
  })
  .meta({ id: 'CreatePayment' });
export type CreatePayment = z.infer<typeof createPaymentSchema>;

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
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Payment' });
export type PaymentView = z.infer<typeof paymentSchema>;

export const paymentListSchema = z.object({ payments: z.array(paymentSchema) }).meta({ id: 'PaymentList' });
export type PaymentList = z.infer<typeof paymentListSchema>;

export const paymentIdSchema = idSchema('pay');
export const paymentsQuerySchema = z.object({ orderId: idSchema('ord') });
