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

/** Failures that come before the first byte is sent: gRPC calls a retry after these transparent. */
const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** `unsent` only when the error proves that the request never left; walks causes and aggregated errors. */
export function fateOf(error: unknown, depth = 0): CallFate {
  if (!(error instanceof Error) || depth > 10) return 'unknown';
  if ('code' in error && typeof error.code === 'string' && unsentCodes.has(error.code)) return 'unsent';
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every((each) => fateOf(each, depth + 1) === 'unsent') ? 'unsent' : 'unknown';
  return error.cause === undefined ? 'unknown' : fateOf(error.cause, depth + 1);
}
