import { formatMoney, type Money } from '@holdfast/contracts';
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
    title: 'The refund exceeds what is left of the payment',
  },
  failed: { code: 'refund_failed', status: 409, title: 'The provider did not carry out the refund' },
  outcomeUnknown: {
    code: 'refund_outcome_unknown',
    status: 503,
    title: 'It is not known yet whether the refund took place',
  },
} as const satisfies Record<string, ProblemKind>;

/** `left` is what could be refunded instead. */
export function notRefundable(detail: string, left?: Money): Problem {
  return new Problem(refundErrors.notRefundable, detail, left && { extensions: { left } });
}

/** Several asked at once, and others were faster. */
export function remainingReduced(): Problem {
  return new Problem(
    refundErrors.exceedsRemaining,
    'Other refunds were made first; the remaining amount is smaller than requested. To refund what is left, send a new request without an amount.',
  );
}

/** `left` is what could be refunded instead. */
export function exceedsRemaining(left: Money): Problem {
  const detail =
    left.amountMinor === 0
      ? 'Nothing is left to refund on this payment.'
      : `No more than ${formatMoney(left)} is left of this payment. Request that much or less, or no amount for all that is left.`;
  return new Problem(refundErrors.exceedsRemaining, detail, { extensions: { left } });
}

/** To Stripe, which sends its event again until it is answered with 2xx. */
export function notCountedYet(): Problem {
  return new Problem(
    edgeErrors.serviceUnavailable,
    'This refund is not counted yet: another refund of the payment, whose outcome is still open, takes what is left.',
    { retryAfterSeconds: 1 },
  );
}

export function otherCurrency(currency: string): Problem {
  const errors = [{ pointer: '/amount/currency', detail: `must be ${currency}, like the payment` }];
  return new Problem(edgeErrors.validationFailed, 'See `errors` for what to correct.', {
    extensions: { errors },
  });
}

export function refundFailed(refundId: string, failureCode: string): Problem {
  return new Problem(
    refundErrors.failed,
    'No money was returned. Another try is a new refund, with a new key.',
    {
      extensions: { refundId, failureCode },
    },
  );
}

export function refundOutcomeUnknown(cause: unknown): Problem {
  return new Problem(
    refundErrors.outcomeUnknown,
    'The refund is accepted and is driven to its end. Send the same request with the same key again to learn its outcome.',
    { retryAfterSeconds: 1, cause },
  );
}

/** What went wrong last does not matter to the caller: an earlier try may have been executed. */
export function asRefundOutcomeUnknown(error: unknown): Problem {
  const isSo = error instanceof Problem && error.kind.code === refundErrors.outcomeUnknown.code;
  return isSo ? error : refundOutcomeUnknown(error);
}
