import { edgeErrors, Problem, type ProblemKind } from '@holdfast/service-defaults';

export const paymentErrors = {
  cardDeclined: { code: 'card_declined', status: 402, title: 'The card was declined' },
  methodInvalid: { code: 'payment_method_invalid', status: 422, title: 'The payment method cannot be used' },
  refused: { code: 'payment_refused', status: 422, title: 'This payment cannot be made' },
  notFound: { code: 'payment_not_found', status: 404, title: 'There is no such payment' },
  providerUnavailable: {
    code: 'provider_unavailable',
    status: 503,
    title: 'The payment provider does not take requests just now',
  },
  refusedByProvider: {
    code: 'refused_by_provider',
    status: 422,
    title: 'The payment provider refuses this shop',
  },
  outcomeUnknown: {
    code: 'payment_outcome_unknown',
    status: 503,
    title: 'It is not known yet whether the charge took place',
  },
  signatureInvalid: {
    code: 'webhook_signature_invalid',
    status: 400,
    title: 'The signature of the webhook is not valid',
  },
} as const satisfies Record<string, ProblemKind>;

export function providerUnavailable(cause: unknown, retryAfterMs = 0): Problem {
  return new Problem(paymentErrors.providerUnavailable, 'Nothing was charged. Send the same request again.', {
    retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)),
    cause,
  });
}

export function deadlinePassed(cause: unknown): Problem {
  return new Problem(
    edgeErrors.deadlineExceeded,
    'No time was left to ask the payment provider. Nothing was charged. Send the same request again.',
    { retryAfterSeconds: 1, cause },
  );
}

export function outcomeUnknown(cause: unknown): Problem {
  return new Problem(
    paymentErrors.outcomeUnknown,
    'Send the same request with the same key again to learn the outcome; it cannot charge twice.',
    { retryAfterSeconds: 1, cause },
  );
}

/** What went wrong last does not matter to the caller: an earlier try may have been executed. */
export function asOutcomeUnknown(error: unknown): Problem {
  const isSo = error instanceof Problem && error.kind.code === paymentErrors.outcomeUnknown.code;
  return isSo ? error : outcomeUnknown(error);
}

export function cardDeclined(paymentId: string, declineCode: string): Problem {
  return new Problem(paymentErrors.cardDeclined, 'The bank declined this card. Nothing was charged.', {
    extensions: { paymentId, declineCode },
  });
}

export function methodInvalid(paymentId: string): Problem {
  return new Problem(paymentErrors.methodInvalid, 'The provider does not know this payment method.', {
    extensions: { paymentId },
  });
}

export function paymentRefused(paymentId: string): Problem {
  return new Problem(
    paymentErrors.refused,
    'Nothing was taken. The payment provider does not make this payment, and would refuse it again.',
    { extensions: { paymentId } },
  );
}

/** Final: what the provider refuses for minutes is up to people, and nobody's payment waits for that. */
export function refusedByProvider(paymentId: string): Problem {
  return new Problem(
    paymentErrors.refusedByProvider,
    'Nothing was charged. The provider does not take our key or our account; this says nothing of the card. Another try is a new payment, with a new key.',
    { extensions: { paymentId } },
  );
}

export function paymentNotFound(): Problem {
  return new Problem(paymentErrors.notFound, 'No payment is known under this id or for this order.');
}
