import { z } from 'zod';
import { type PaymentOutcome } from '../payment/payment.ts';
import { type ProviderWord } from '../payment/provider-word.ts';

const paymentOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('succeeded'), providerPaymentId: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('declined'),
    providerPaymentId: z.string().nullable(),
    declineCode: z.string().min(1),
  }),
  z.strictObject({ kind: z.literal('refused') }),
  z.strictObject({ kind: z.literal('method_invalid') }),
  z.strictObject({ kind: z.literal('unavailable') }),
]);

/** The customer did not confirm in time, so the intent has to be canceled. */
export interface Expired {
  readonly kind: 'expired';
}

const wordOf = (code: string): ProviderWord => ({ code, adviceCode: null, requestId: null });

/** Parses the outcome of a charge as entered by an operator who looked it up at Stripe. */
export function readPaymentOutcome(value: unknown): PaymentOutcome {
  const outcome = paymentOutcome.parse(value);
  switch (outcome.kind) {
    case 'succeeded':
      return outcome;
    case 'declined': {
      const { kind, providerPaymentId, declineCode } = outcome;
      return { kind, providerPaymentId, word: wordOf(declineCode) };
    }
    case 'refused':
    case 'method_invalid':
    case 'unavailable':
      return { ...outcome, word: wordOf(outcome.kind) };
  }
}

/** As `readPaymentOutcome`; or `expired`, after which the intent is canceled unless it was confirmed. */
export function readConfirmationOutcome(value: unknown): PaymentOutcome | Expired {
  const expired = z.strictObject({ kind: z.literal('expired') }).safeParse(value);
  return expired.success ? expired.data : readPaymentOutcome(value);
}
