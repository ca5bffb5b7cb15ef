import { declineReasonOf, paymentIdSchema } from '@holdfast/contracts';
import { z } from 'zod';
import { type PaymentResult } from '../order/order.ts';

const paymentResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paid'), paymentId: paymentIdSchema }),
  z.strictObject({
    kind: z.literal('declined'),
    paymentId: paymentIdSchema.nullable(),
    declineCode: z.string().transform(declineReasonOf),
  }),
  z.strictObject({ kind: z.literal('refused'), paymentId: paymentIdSchema.nullable() }),
  z.strictObject({ kind: z.literal('method_invalid'), paymentId: paymentIdSchema.nullable() }),
  z.strictObject({ kind: z.literal('unavailable'), paymentId: paymentIdSchema.nullable() }),
]);

/** Parses the payment result that an operator recorded. */
export const readPaymentResult = (value: unknown): PaymentResult => paymentResult.parse(value);
