import { type Money, newId, type PaymentStatus, type PaymentView } from '@holdfast/contracts';

export interface Payment {
  readonly paymentId: string;
  readonly orderId: string;
  /** Who had it charged: the name of an API key. */
  readonly caller: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly providerPaymentId: string | null;
  readonly declineCode: string | null;
  readonly createdAt: string;
}

/** How the provider answered for good. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded'; readonly providerPaymentId: string }
  | { readonly kind: 'declined'; readonly providerPaymentId: string | null; readonly declineCode: string }
  | { readonly kind: 'method_invalid' };

export function aPendingPayment(orderId: string, caller: string, amount: Money, now: Date): Payment {
  return {
    paymentId: newId('pay'),
    orderId,
    caller,
    status: 'pending',
    amount,
    providerPaymentId: null,
    declineCode: null,
    createdAt: now.toISOString(),
  };
}

export function settle(payment: Payment, outcome: PaymentOutcome): Payment {
  switch (outcome.kind) {
    case 'succeeded':
      return { ...payment, status: 'succeeded', providerPaymentId: outcome.providerPaymentId };
    case 'declined':
      return {
        ...payment,
        status: 'failed',
        providerPaymentId: outcome.providerPaymentId,
        declineCode: outcome.declineCode,
      };
    case 'method_invalid':
      return { ...payment, status: 'failed', declineCode: 'payment_method_invalid' };
  }
}

/** How a settled payment ended; undefined while it is pending. */
export function outcomeOf({ status, providerPaymentId, declineCode }: Payment): PaymentOutcome | undefined {
  if (status === 'pending') return undefined;
  if (status === 'failed')
    return declineCode === 'payment_method_invalid'
      ? { kind: 'method_invalid' }
      : { kind: 'declined', providerPaymentId, declineCode: declineCode ?? 'generic_decline' };
  return providerPaymentId === null ? undefined : { kind: 'succeeded', providerPaymentId };
}

export function paymentView(payment: Payment): PaymentView {
  const { paymentId, orderId, status, amount, providerPaymentId, declineCode, createdAt } = payment;
  return {
    paymentId,
    orderId,
    status,
    amount,
    providerPaymentId,
    ...(declineCode === null ? {} : { declineCode }),
    createdAt,
  };
}
