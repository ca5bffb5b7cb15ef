import { edgeErrors, Problem } from '@holdfast/service-defaults';

export function invalidCursor(): Problem {
  const errors = [{ pointer: '/after', detail: 'must be the "next" of an answer' }];
  return new Problem(edgeErrors.validationFailed, 'See errors for what to mend.', { extensions: { errors } });
}

export function ledgerUnreadable(cause: unknown): Problem {
  return new Problem(
    edgeErrors.serviceUnavailable,
    "Payments' ledger could not be read just now. Send the same request again; what was repaired stays so.",
    { retryAfterSeconds: 1, cause },
  );
}
