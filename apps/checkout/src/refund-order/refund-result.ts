import { z } from 'zod';
import { type RefundResult } from '../refund/refund.ts';

const paymentRefundId = z.string().min(1);

const refundResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['succeeded', 'pending']), paymentRefundId }),
  z.strictObject({ kind: z.literal('failed'), paymentRefundId: paymentRefundId.nullable() }),
]);

/** What became of a refund, as a person who looked it up writes it down. */
export const readRefundResult = (value: unknown): RefundResult => refundResult.parse(value);
