import {
  type DeclineReason,
  declineReasonOf,
  type Money,
  newId,
  type PaymentStatus,
  type PaymentView,
  refusedByProvider,
} from '@holdfast/contracts';
import { canMove, type Moves } from '@holdfast/idempotency';
import { type ProviderWord } from './provider-word.ts';

export interface Payment {
  readonly paymentId: string;
  readonly orderId: string;
  /** Name of the API key that requested the charge. */
  readonly caller: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly providerPaymentId: string | null;
  /** The reason as far as customers may know it. */
  readonly declineCode: string | null;
  readonly provider: ProviderWord | null;
  /** While pending: when a bank transfer should arrive. */
  readonly expectedBy: string | null;
  /** While pending: the confirmation that the customer's bank wants. */
  readonly confirmation: Confirmation | null;
  readonly createdAt: string;
}

/** The bank's page, and until when the payment waits for the customer to confirm it there. */
export interface Confirmation {
  readonly url: string;
  readonly expiresAt: string;
}

/** A final outcome from the provider. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded'; readonly providerPaymentId: string }
  | { readonly kind: 'declined'; readonly providerPaymentId: string | null; readonly word: ProviderWord }
  /** The provider refuses this payment, whatever the card, or the shop canceled it; no bank declined it. */
  | { readonly kind: 'refused'; readonly providerPaymentId?: string; readonly word: ProviderWord }
  | { readonly kind: 'method_invalid'; readonly word: ProviderWord }
  /** The provider has rejected our account, not this payment, for too long. */
  | { readonly kind: 'unavailable'; readonly word: ProviderWord };

/** Failures other than declines, stored in the decline code. */
const codeOf = {
  refused: 'payment_refused',
  method_invalid: 'payment_method_invalid',
  unavailable: refusedByProvider,
} as const;

export function newPayment(orderId: string, caller: string, amount: Money, now: Date): Payment {
  return {
    paymentId: newId('pay'),
    orderId,
    caller,
    status: 'pending',
    amount,
    providerPaymentId: null,
    declineCode: null,
    provider: null,
    expectedBy: null,
    confirmation: null,
    createdAt: now.toISOString(),
  };
}

export function settle(payment: Payment, outcome: PaymentOutcome): Payment {
  const settled = { ...payment, expectedBy: null, confirmation: null };
  switch (outcome.kind) {
    case 'succeeded':
      return { ...settled, status: 'succeeded', providerPaymentId: outcome.providerPaymentId };
    case 'declined':
      return {
        ...settled,
        status: 'failed',
        providerPaymentId: outcome.providerPaymentId,
        declineCode: customerReasonOf(outcome.word.code),
        provider: outcome.word,
      };
    case 'refused': {
      const providerPaymentId = outcome.providerPaymentId ?? payment.providerPaymentId;
      return {
        ...settled,
        status: 'failed',
        providerPaymentId,
        declineCode: codeOf.refused,
        provider: outcome.word,
      };
    }
    case 'method_invalid':
    case 'unavailable':
      return { ...settled, status: 'failed', declineCode: codeOf[outcome.kind], provider: outcome.word };
  }
}

/** At the provider a failed charge may still succeed, but one that succeeded never fails. */
export const settlementMoves = {
  succeeded: ['pending', 'failed'],
  failed: ['pending'],
} as const satisfies Moves & { readonly [To in PaymentStatus]?: readonly PaymentStatus[] };

export const canBecome = (known: PaymentStatus, reported: PaymentOutcome['kind']): boolean =>
  canMove(settlementMoves, known, reported === 'succeeded' ? 'succeeded' : 'failed');

/** Undefined while the payment is pending. */
export function outcomeOf(payment: Payment): PaymentOutcome | undefined {
  const { status, providerPaymentId, declineCode } = payment;
  if (status === 'pending') return undefined;
  if (status !== 'failed')
    return providerPaymentId === null ? undefined : { kind: 'succeeded', providerPaymentId };
  const code = declineCode ?? 'generic_decline';
  const word = payment.provider ?? { code, adviceCode: null, requestId: null };
  if (code === codeOf.method_invalid) return { kind: 'method_invalid', word };
  if (code === codeOf.refused) return { kind: 'refused', word };
  if (code === codeOf.unavailable) return { kind: 'unavailable', word };
  return { kind: 'declined', providerPaymentId, word };
}

/** The customer refused the confirmation that the bank or wallet wanted, or never gave it. */
const unconfirmed: ReadonlySet<string> = new Set([
  'abandoned',
  'authentication_not_handled',
  'payment_intent_authentication_failure',
  'payment_intent_payment_attempt_expired',
  'payment_method_customer_decline',
]);

function customerReasonOf(code: string): DeclineReason {
  return unconfirmed.has(code) ? 'authentication_required' : declineReasonOf(code);
}

/**
 * Undefined once it has expired: its link would lead to a payment that is being canceled. `now` is the
 * database's time.
 */
export function openConfirmation(
  { confirmation }: Pick<Payment, 'confirmation'>,
  now: Date,
): Confirmation | undefined {
  return confirmation !== null && now < new Date(confirmation.expiresAt) ? confirmation : undefined;
}

/** `open`: the confirmation that the customer can still give. */
export function paymentView(payment: Payment, open?: Confirmation): PaymentView {
  const { paymentId, orderId, status, amount, providerPaymentId, declineCode, expectedBy, createdAt } =
    payment;
  return {
    paymentId,
    orderId,
    status,
    amount,
    providerPaymentId,
    ...(declineCode === null ? {} : { declineCode }),
    expectedBy,
    nextAction: open === undefined ? null : { type: 'confirm_with_bank', ...open },
    createdAt,
  };
}
