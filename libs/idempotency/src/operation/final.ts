import { isError } from '@holdfast/service-defaults';

const finalErrors = new WeakSet<object>();

/**
 * Marks an error as the operation's final response, stored and replayed like a success.
 * - Thrown by a handler in a transaction: the response that the filters make is stored, and everything the
 *   handler wrote is kept. A status that invites a retry (5xx, 408, 425, 429) is never final. `throw
 *   final(new Problem(soldOut, 'Nothing is left.'))`
 * - Thrown by `begin`: a `Problem` is stored as the response, unless the key was accepted before.
 */
export function final<E extends Error>(error: E): E {
  finalErrors.add(error);
  return error;
}

export function isFinal(error: unknown): boolean {
  return isError(error) && finalErrors.has(error);
}
