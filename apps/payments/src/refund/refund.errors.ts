import { formatMoney, type Money, type RefundFailure } from '@holdfast/contracts';
import { edgeErrors, Problem, type ProblemKind } from '@holdfast/service-defaults';

export const refundErrors = {
  notRefundable: {
    code: 'payment_not_refundable',
    status: 409,
    title: 'The payment cannot be refunded',
  },
  exceedsRemaining: {
    code: 'refund_exceeds_remaining',
    status: 422,
    title: 'The refund exceeds the remaining amount',
  },
  failed: { code: 'refund_failed', status: 409, title: 'The refund failed' },
  outcomeUnknown: {
    code: 'refund_outcome_unknown',
    status: 503,
    title: 'The outcome of the refund is not known yet',
  },
} as const satisfies Record<string, ProblemKind>;

/** `left` is the amount that can still be refunded; `reason` is for programs. */
export function notRefundable(detail: string, left?: Money, reason?: DisputeReason): Problem {
  const extensions = { ...(left && { left }), ...(reason && { reason }) };
  return new Problem(refundErrors.notRefundable, detail, { extensions });
}

type DisputeReason = Extract<RefundFailure, 'payment_disputed' | 'returned_by_bank'>;

/** The bank holds the money until it decides; the provider refuses refunds meanwhile. */
export function disputed(left?: Money): Problem {
  return notRefundable(
    'The payer disputes this payment, and the bank holds the money until it decides. If the dispute is won, the payment can be refunded again.',
    left,
    'payment_disputed',
  );
}

export function disputeLost(left: Money): Problem {
  return notRefundable(
    "The payer's bank has taken the money of this payment back. Nothing is left to refund.",
    left,
    'returned_by_bank',
  );
}

/** For a dispute that was recorded while the request was read. */
export function disputedMeanwhile(): Problem {
  return notRefundable(
    "The payer's bank holds or has taken back money of this payment, so this amount cannot be refunded.",
  );
}

/** For concurrent refunds: others were faster. */
export function remainingReduced(): Problem {
  return new Problem(
    refundErrors.exceedsRemaining,
    'Other refunds were made first; the remaining amount is smaller than requested. To refund the rest, send a new request without `amount`.',
  );
}

/** `left` is what could be refunded instead. */
export function exceedsRemaining(left: Money): Problem {
  const detail =
    left.amountMinor === 0
      ? 'Nothing is left to refund on this payment.'
      : `Only ${formatMoney(left)} of this payment can still be refunded. Request at most that, or omit \`amount\` to refund the rest.`;
  return new Problem(refundErrors.exceedsRemaining, detail, { extensions: { left } });
}

/** For Stripe, which redelivers its event until it gets a 2xx. */
export function notCountedYet(): Problem {
  return new Problem(
    edgeErrors.serviceUnavailable,
    'This refund cannot be recorded yet: another refund, whose outcome is still unknown, has reserved the remaining amount.',
    { retryAfterSeconds: 1 },
  );
}

export function otherCurrency(currency: string): Problem {
  const errors = [
    { pointer: '/amount/currency', detail: `must be ${currency}, the currency of the payment` },
  ];
  return new Problem(edgeErrors.validationFailed, 'See `errors` for what to correct.', {
    extensions: { errors },
  });
}

export function refundFailed(refundId: string, failureCode: string): Problem {
  return new Problem(
    refundErrors.failed,
    'No money was returned. To try again, request a new refund with a new key.',
    {
      extensions: { refundId, failureCode },
    },
  );
}

export function refundOutcomeUnknown(cause: unknown): Problem {
  return new Problem(
    refundErrors.outcomeUnknown,
    'The refund was accepted and is being processed. Retry with the same key to get its outcome.',
    { retryAfterSeconds: 1, cause },
  );
}

/** The last error is irrelevant to the client: an earlier attempt may have been executed. */
export function asRefundOutcomeUnknown(error: unknown): Problem {
  const isSo = error instanceof Problem && error.kind.code === refundErrors.outcomeUnknown.code;
  return isSo ? error : refundOutcomeUnknown(error);
}
