import { isNativeError } from 'node:util/types';

/** Tests for an error of any realm. Under Jest, `instanceof` fails for errors that Node itself creates. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value);
}

/** The errors of an `AggregateError`; none for any other error. */
export function errorsWithin(error: Error): readonly unknown[] {
  return 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
}
