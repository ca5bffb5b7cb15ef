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

/** System calls that come before the first byte is sent: gRPC calls a retry after these transparent. */
const preSendCalls = new Set(['connect', 'getaddrinfo']);
/** How deep causes are followed; AWS's SDK follows them as deep. */
const deepest = 10;

/**
 * What an error says that a call ended with. Its causes are walked, for `fetch` hides the real one. A value counts as an answer. An error
 * with a code is one of the connection, unless the code says that Node or undici was used wrongly: that is a bug of ours, as is a
 * TypeError, RangeError, ReferenceError or SyntaxError without a code. What another dependency's pipeline threw has had its retries.
 */
export function classifyError(settled: Settled<unknown>): AttemptOutcome {
  if (settled.kind === 'value') return finalResponse;
  const { error } = settled;
  if (error instanceof AttemptTimeout) return timeout;
  if (error instanceof CallCanceled) return canceled;
  if (error instanceof DependencyError) return passedOn(error);
  if (wasNeverSent(error)) return connectFailed;
  const codes = codesOf(error);
  // undici's pool closes for new calls only, so a closed one has not sent this call; a destroyed one breaks off those that run.
  if (codes.includes('UND_ERR_CLOSED')) return { ...shuttingDown, execution: 'not_sent' };
  if (codes.includes('UND_ERR_DESTROYED')) return shuttingDown;
  if (codes.some((code) => !isMisuse(code))) return connectionLost;
  return codes.length > 0 || isProgrammingError(error) ? internalError : unclassified;
}

/** What `classify` says. If it throws, that is a bug of its own: it changes neither what a call brought nor what the breaker knows. */
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

/** Whether the error proves that nothing was sent; walks causes and aggregated errors. */
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

/** Node's and undici's codes for arguments that they do not take. */
function isMisuse(code: string): boolean {
  return /^(ERR_INVALID_|ERR_OUT_OF_RANGE$|ERR_MISSING_ARGS$|UND_ERR_INVALID_ARG$|UND_ERR_NOT_SUPPORTED$)/.test(
    code,
  );
}

const programmingErrors = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

function isProgrammingError(error: unknown): boolean {
  return isError(error) && programmingErrors.has(error.name);
}
