import { errorsWithin, isError } from '@holdfast/service-defaults';

/** How far a call got that brought no answer: `unsent` did nothing for sure, `unknown` may have had its effect. */
export type CallFate = 'unsent' | 'unknown';

/** A call to another service that brought no usable answer. `fate` tells whether it may have had an effect. */
export class DependencyError extends Error {
  constructor(
    readonly dependency: string,
    readonly fate: CallFate,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${dependency}: ${reason}`, options);
    this.name = 'DependencyError';
  }
}

/** System calls that come before the first byte is sent: gRPC calls a retry after these transparent. */
const unsentCalls = new Set(['connect', 'getaddrinfo']);
/** undici's own failures before sending. The pool closes for new calls only, so a closed one has not sent this call. */
const unsentCodes = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED']);

/** `unsent` only when the error proves that the request never left; walks causes and aggregated errors. */
export function fateOf(error: unknown, depth = 0): CallFate {
  if (!isError(error) || depth > 10) return 'unknown';
  if ('syscall' in error && unsentCalls.has(String(error.syscall))) return 'unsent';
  if ('code' in error && unsentCodes.has(String(error.code))) return 'unsent';
  const inner = errorsWithin(error);
  if (inner.length > 0)
    return inner.every((each) => fateOf(each, depth + 1) === 'unsent') ? 'unsent' : 'unknown';
  return error.cause === undefined ? 'unknown' : fateOf(error.cause, depth + 1);
}
