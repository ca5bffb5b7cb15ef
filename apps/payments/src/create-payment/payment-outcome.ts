import { z } from 'zod';
import { type PaymentOutcome } from '../payment/payment.ts';

const paymentOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('succeeded'), providerPaymentId: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('declined'),
    providerPaymentId: z.string().nullable(),
    declineCode: z.string().min(1),
  }),
  z.strictObject({ kind: z.literal('method_invalid') }),
]);

/** How a charge ended, as a person who looked it up at Stripe writes it down. */
export const readPaymentOutcome = (value: unknown): PaymentOutcome => paymentOutcome.parse(value);
