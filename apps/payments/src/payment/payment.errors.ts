import { type DeclineReason } from '@holdfast/contracts';
import { edgeErrors, Problem, type ProblemKind } from '@holdfast/service-defaults';

export const paymentErrors = {
  cardDeclined: { code: 'card_declined', status: 402, title: 'The payment was declined' },
  methodInvalid: { code: 'payment_method_invalid', status: 422, title: 'Payment method not accepted' },
  refused: { code: 'payment_refused', status: 422, title: 'Payment refused' },
  notFound: { code: 'payment_not_found', status: 404, title: 'Payment not found' },
  providerUnavailable: {
    code: 'provider_unavailable',
    status: 503,
    title: 'The payment provider is unavailable',
  },
  refusedByProvider: {
    code: 'refused_by_provider',
    status: 422,
    title: 'The payment provider rejects our account',
  },
  outcomeUnknown: {
    code: 'payment_outcome_unknown',
    status: 503,
    title: 'The outcome of the charge is not known yet',
  },
  signatureInvalid: {
    code: 'webhook_signature_invalid',
    status: 400,
    title: 'Invalid webhook signature',
  },
} as const satisfies Record<string, ProblemKind>;

export function providerUnavailable(cause: unknown, retryAfterMs = 0): Problem {
  return new Problem(paymentErrors.providerUnavailable, 'Nothing was charged. Retry with the same key.', {
    retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)),
    cause,
  });
}

export function deadlinePassed(cause: unknown): Problem {
  return new Problem(
    edgeErrors.deadlineExceeded,
    'The deadline passed before the provider was called. Nothing was charged. Retry with the same key.',
    { retryAfterSeconds: 1, cause },
  );
}

export function outcomeUnknown(cause: unknown): Problem {
  return new Problem(
    paymentErrors.outcomeUnknown,
    'Retry with the same key to get the outcome. Retrying cannot charge twice.',
    { retryAfterSeconds: 1, cause },
  );
}

/** The last error is irrelevant to the client: an earlier attempt may have been executed. */
export function asOutcomeUnknown(error: unknown): Problem {
  const isSo = error instanceof Problem && error.kind.code === paymentErrors.outcomeUnknown.code;
  return isSo ? error : outcomeUnknown(error);
}

export function cardDeclined(paymentId: string, declineCode: DeclineReason): Problem {
  const detail =
    declineCode === 'authentication_required'
      ? 'The payment needed a confirmation and did not get it. Nothing was charged.'
      : 'The bank declined this payment. Nothing was charged.';
  return new Problem(paymentErrors.cardDeclined, detail, {
    extensions: { paymentId, declineCode },
  });
}

export function methodInvalid(paymentId: string): Problem {
  return new Problem(
    paymentErrors.methodInvalid,
    'Nothing was charged. The provider does not accept this payment method.',
    {
      extensions: { paymentId },
    },
  );
}

export function paymentRefused(paymentId: string): Problem {
  return new Problem(
    paymentErrors.refused,
    'Nothing was charged. The payment was refused or canceled at the provider.',
    { extensions: { paymentId } },
  );
}

/** Final: only operators can fix a rejected account, and no customer should wait for that. */
export function refusedByProvider(paymentId: string): Problem {
  return new Problem(
    paymentErrors.refusedByProvider,
    'Nothing was charged. The provider rejected our API key or account; this says nothing about the payment method. To try again, send a new payment with a new key.',
    { extensions: { paymentId } },
  );
}

export function paymentNotFound(): Problem {
  return new Problem(paymentErrors.notFound, 'No payment has this ID or belongs to this order.');
}
