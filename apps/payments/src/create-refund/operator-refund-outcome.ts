import { z } from 'zod';
import { type RefundOutcome } from '../refund/refund.ts';

const providerRefundId = z.string().min(1);

const refundOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('succeeded'), providerRefundId }),
  z.strictObject({ kind: z.literal('pending'), providerRefundId }),
  z.strictObject({
    kind: z.literal('failed'),
    providerRefundId: providerRefundId.nullable(),
    failureCode: z.string().min(1),
  }),
]);

/** Parses the outcome of a refund as entered by an operator who looked it up at Stripe. */
export const readRefundOutcome = (value: unknown): RefundOutcome => refundOutcome.parse(value);
