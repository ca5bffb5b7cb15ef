import { edgeErrors, Problem } from '@holdfast/service-defaults';
import { paymentErrors } from '../payment/payment.errors.ts';

export function invalidCursor(): Problem {
  const errors = [{ pointer: '/after', detail: 'must be the `next` of a previous page' }];
  return new Problem(edgeErrors.validationFailed, 'See `errors` for what to correct.', {
    extensions: { errors },
  });
}

/** SDK errors, by their `type`, mean that Stripe was unreadable; all others pass through. */
export function asLedgerUnreadable(error: unknown): unknown {
  const { type } = error as { type?: unknown };
  if (typeof type !== 'string' || !/^Stripe\w+Error$/.test(type)) return error;
  return new Problem(
    paymentErrors.providerUnavailable,
    "Stripe's ledger could not be read. Retry the request; completed repairs are kept.",
    { retryAfterSeconds: 1, cause: error },
  );
}
