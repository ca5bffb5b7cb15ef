import {
  declineReasonOf,
  type Money,
  newId,
  type PaymentStatus,
  type PaymentView,
  refusedByProvider,
} from '@holdfast/contracts';
import { type ProviderWord } from './provider-word.ts';

export interface Payment {
  readonly paymentId: string;
  readonly orderId: string;
  /** Who had it charged: the name of an API key. */
  readonly caller: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly providerPaymentId: string | null;
  /** What others may know of a failure. */
  readonly declineCode: string | null;
  readonly provider: ProviderWord | null;
  /** By when it should have arrived, while it is pending and on its way. */
  readonly expectedBy: string | null;
  readonly createdAt: string;
}

/** How the provider answered for good. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded'; readonly providerPaymentId: string }
  | { readonly kind: 'declined'; readonly providerPaymentId: string | null; readonly word: ProviderWord }
  /** Not a decline of the bank: the provider does not make this payment, whatever the card. */
  | { readonly kind: 'refused'; readonly word: ProviderWord }
  | { readonly kind: 'method_invalid'; readonly word: ProviderWord }
  /** It refused us, and not this payment, for so long that nothing waits for it any more. */
  | { readonly kind: 'unavailable'; readonly word: ProviderWord };

/** How failures that are not the bank's stand where a decline code stands. */
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
    createdAt: now.toISOString(),
  };
}

export function settle(payment: Payment, outcome: PaymentOutcome): Payment {
  const settled = { ...payment, expectedBy: null };
  switch (outcome.kind) {
    case 'succeeded':
      return { ...settled, status: 'succeeded', providerPaymentId: outcome.providerPaymentId };
    case 'declined':
      return {
        ...settled,
        status: 'failed',
        providerPaymentId: outcome.providerPaymentId,
        declineCode: declineReasonOf(outcome.word.code),
        provider: outcome.word,
      };
    case 'refused':
    case 'method_invalid':
    case 'unavailable':
      return { ...settled, status: 'failed', declineCode: codeOf[outcome.kind], provider: outcome.word };
  }
}

/** How a settled payment ended; undefined while it is pending. */
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

export function paymentView(payment: Payment): PaymentView {
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
    createdAt,
  };
}
