import { moneySchema } from '@holdfast/contracts';
import { z } from 'zod';
import { type RefundResult } from '../refund/refund.ts';

const amount = moneySchema.optional();
const paymentRefundId = z.string().min(1);

const refundResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['succeeded', 'pending']), paymentRefundId, amount }),
  z.strictObject({ kind: z.literal('failed'), paymentRefundId: paymentRefundId.nullable() }),
]);

/** Parses the refund result that an operator recorded. */
export const readRefundResult = (value: unknown): RefundResult => refundResult.parse(value);
