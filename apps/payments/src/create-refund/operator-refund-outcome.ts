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

/** How a refund ended, as a person who looked it up at Stripe writes it down. */
export const readRefundOutcome = (value: unknown): RefundOutcome => refundOutcome.parse(value);
