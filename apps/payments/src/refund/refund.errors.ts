import { type Money } from '@holdfast/contracts';
import { edgeErrors, Problem, type ProblemKind } from '@holdfast/service-defaults';

export const refundErrors = {
  notRefundable: {
    code: 'payment_not_refundable',
    status: 409,
    title: 'The payment cannot be refunded like this',
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
export function lessIsLeft(): Problem {
  return notRefundable(
    'Other refunds of this payment came first, and less is left of it than was asked for.',
  );
}

export function otherCurrency(currency: string): Problem {
  const errors = [{ pointer: '/amount/currency', detail: `must be ${currency}, like the payment` }];
  return new Problem(edgeErrors.validationFailed, 'See errors for what to mend.', { extensions: { errors } });
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
