import { edgeErrors, Problem } from '@holdfast/service-defaults';

export function invalidCursor(): Problem {
  const errors = [{ pointer: '/after', detail: 'must be the `next` of a previous page' }];
  return new Problem(edgeErrors.validationFailed, 'See `errors` for what to correct.', {
    extensions: { errors },
  });
}

export function ledgerUnreadable(cause: unknown): Problem {
  return new Problem(
    edgeErrors.serviceUnavailable,
    'The payments ledger could not be read. Retry the request; completed repairs are kept.',
    { retryAfterSeconds: 1, cause },
  );
}
