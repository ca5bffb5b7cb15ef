import { isError } from '@holdfast/service-defaults';

const finalErrors = new WeakSet<object>();

/**
 * Marks an error as the operation's final answer, stored and replayed like a success.
 * - Thrown by a handler in a transaction: what the filters make of it is stored, and everything the handler wrote stays. What says "try
 *   again" by its status (5xx, 408, 425, 429) is never final. `throw final(new Problem(soldOut, 'Nothing is left.'))`
 * - Thrown by `begin`: a `Problem` is stored as the answer, unless the key was accepted before.
 */
export function final<E extends Error>(error: E): E {
  finalErrors.add(error);
  return error;
}

export function isFinal(error: unknown): boolean {
  return isError(error) && finalErrors.has(error);
}
