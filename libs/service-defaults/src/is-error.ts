import { isNativeError } from 'node:util/types';

/** Whether a value is an error, also one that Node itself made in another realm, as under Jest, where `instanceof` fails. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value);
}

/** The errors that an `AggregateError` holds, of whichever realm; none for any other error. */
export function errorsWithin(error: Error): readonly unknown[] {
  return 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
}
