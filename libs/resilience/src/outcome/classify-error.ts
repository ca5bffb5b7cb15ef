import { errorsWithin, isError } from '@holdfast/service-defaults';
import { AttemptTimeout, CallCanceled } from './abort-reasons.ts';
import { DependencyError } from './dependency-error.ts';
import { type Cause, type Classify, type AttemptOutcome, type Settled } from './attempt-outcome.ts';

export const finalResponse: AttemptOutcome = {
  cause: 'final_response',
  breakerSignal: 'success',
  retry: 'never',
  mayServeStale: false,
  execution: 'responded',
};
const connectFailed: AttemptOutcome = {
  cause: 'connect_failed',
  breakerSignal: 'failure',
  retry: 'always',
  mayServeStale: true,
  execution: 'not_sent',
};
const connectionLost: AttemptOutcome = {
  cause: 'connection_lost',
  breakerSignal: 'failure',
  retry: 'if_replayable',
  mayServeStale: true,
  execution: 'unknown',
};
const timeout: AttemptOutcome = { ...connectionLost, cause: 'timeout' };
const canceled: AttemptOutcome = {
  cause: 'canceled',
  breakerSignal: 'ignore',
  retry: 'never',
  mayServeStale: false,
  execution: 'unknown',
};
const shuttingDown: AttemptOutcome = { ...canceled, cause: 'shutting_down', mayServeStale: true };
const unclassified: AttemptOutcome = { ...connectionLost, cause: 'unclassified', retry: 'never' };
const internalError: AttemptOutcome = { ...canceled, cause: 'internal_error' };

/** System calls that run before the first byte is sent. */
const preSendCalls = new Set(['connect', 'getaddrinfo']);
/** Maximum depth of nested causes. */
const deepest = 10;

/**
 * Classifies the error of an attempt; a value is a final response. Follows causes, because `fetch` hides the
 * real error in one. An error with a code is a connection error, unless the code means misuse of Node or
 * undici. That is an internal error, as is a TypeError, RangeError, ReferenceError or SyntaxError without a
 * code. An error from another dependency's pipeline is not retried again.
 */
export function classifyError(settled: Settled<unknown>): AttemptOutcome {
  if (settled.kind === 'value') return finalResponse;
  const { error } = settled;
  if (error instanceof AttemptTimeout) return timeout;
  if (error instanceof CallCanceled) return canceled;
  if (error instanceof DependencyError) return passedOn(error);
  if (wasNeverSent(error)) return connectFailed;
  const codes = codesOf(error);
  // A closed undici pool has not sent this call; a destroyed one may have broken it off.
  if (codes.includes('UND_ERR_CLOSED')) return { ...shuttingDown, execution: 'not_sent' };
  if (codes.includes('UND_ERR_DESTROYED')) return shuttingDown;
  if (codes.some((code) => !isMisuse(code))) return connectionLost;
  return codes.length > 0 || isProgrammingError(error) ? internalError : unclassified;
}

/**
 * Runs `classify`. If it throws, an error is classified by `classifyError`; a value stands, and the breaker
 * ignores it.
 */
export function outcomeOf<T>(settled: Settled<T>, classify: Classify<T>): AttemptOutcome {
  try {
    return classify(settled);
  } catch {
    return settled.kind === 'error'
      ? classifyError(settled)
      : { ...finalResponse, cause: 'internal_error', breakerSignal: 'ignore' };
  }
}

const refusals: ReadonlySet<Cause> = new Set([
  'breaker_open',
  'bulkhead_full',
  'retry_after_pause',
  'deadline',
  'canceled',
  'shutting_down',
]);

function passedOn({ reason, execution, mayServeStale, retryAfterMs }: DependencyError): AttemptOutcome {
  const breakerSignal = refusals.has(reason) ? 'ignore' : 'failure';
  return { cause: reason, breakerSignal, retry: 'never', mayServeStale, execution, retryAfterMs };
}

/** True if the error proves that nothing was sent. Checks causes and aggregated errors. */
function wasNeverSent(error: unknown, depth = 0): boolean {
  if (!isError(error) || depth > deepest) return false;
  if (error instanceof DependencyError) return error.execution === 'not_sent';
  if ('syscall' in error && preSendCalls.has(String(error.syscall))) return true;
  if ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  const inner = errorsWithin(error);
  if (inner.length > 0) return inner.every((each) => wasNeverSent(each, depth + 1));
  return wasNeverSent(error.cause, depth + 1);
}

function codesOf(error: unknown, depth = 0): readonly string[] {
  if (!isError(error) || depth > deepest) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = [...errorsWithin(error), error.cause];
  return [...own, ...inner.flatMap((each) => codesOf(each, depth + 1))];
}

/** Codes of Node and undici for invalid arguments. */
function isMisuse(code: string): boolean {
  return /^(ERR_INVALID_|ERR_OUT_OF_RANGE$|ERR_MISSING_ARGS$|UND_ERR_INVALID_ARG$|UND_ERR_NOT_SUPPORTED$)/.test(
    code,
  );
}

const programmingErrors = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

function isProgrammingError(error: unknown): boolean {
  return isError(error) && programmingErrors.has(error.name);
}
