import { z } from 'zod';

/** Identifies the payer's card or bank account: exactly one of the two, as `namesOnePayer` checks. */
export const payerSchema = {
  paymentMethod: z
    .string()
    .regex(/^[A-Za-z0-9_]{1,255}$/, 'must be a payment method ID')
    .optional()
    .describe(
      'A payment method ID, for scripts and tests. Browsers use Stripe.js and send confirmationToken.',
    ),
  confirmationToken: z
    .string()
    .regex(/^ctoken_[A-Za-z0-9_]{1,248}$/, 'must be a confirmation token ID')
    .optional()
    .describe('From Stripe.js; valid for one payment.'),
} as const;

export interface Payer {
  readonly paymentMethod?: string | undefined;
  readonly confirmationToken?: string | undefined;
}

export function namesOnePayer({ paymentMethod, confirmationToken }: Payer, context: z.RefinementCtx): void {
  if ((paymentMethod === undefined) !== (confirmationToken === undefined)) return;
  const [path, message] =
    paymentMethod === undefined
      ? ['paymentMethod', 'is required, or else confirmationToken']
      : ['confirmationToken', 'cannot be combined with paymentMethod'];
  context.addIssue({ code: 'custom', path: [path], message });
}
