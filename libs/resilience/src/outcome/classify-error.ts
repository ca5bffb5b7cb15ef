import { errorsWithin, isError } from '@holdfast/service-defaults';
import { AttemptTimeout, CallCancelled } from './abort-reasons.ts';
import { DependencyError } from './dependency-error.ts';
import { type Cause, type Classify, type Outcome, type Settled } from './outcome.ts';

export const answered: Outcome = {
  cause: 'answered',
  verdict: 'success',
  retry: 'never',
  mayServeStale: false,
  fate: 'answered',
};
const connectFailed: Outcome = {
  cause: 'connect_failed',
  verdict: 'failure',
  retry: 'always',
  mayServeStale: true,
  fate: 'unsent',
};
const connectionLost: Outcome = {
  cause: 'connection_lost',
  verdict: 'failure',
  retry: 'if_replayable',
  mayServeStale: true,
  fate: 'unknown',
};
const timeout: Outcome = { ...connectionLost, cause: 'timeout' };
const cancelled: Outcome = {
  cause: 'cancelled',
  verdict: 'ignore',
  retry: 'never',
  mayServeStale: false,
  fate: 'unknown',
};
const closed: Outcome = { ...cancelled, cause: 'closed', mayServeStale: true };
const failed: Outcome = { ...connectionLost, cause: 'failed', retry: 'never' };
const bug: Outcome = { ...cancelled, cause: 'bug' };

/** System calls that come before the first byte is sent: gRPC calls a retry after these transparent. */
const unsentCalls = new Set(['connect', 'getaddrinfo']);
/** How deep causes are followed; AWS's SDK follows them as deep. */
const deepest = 10;

/**
 * What an error says that a call ended with. Its causes are walked, for `fetch` hides the real one. A value counts as an answer. An error
 * with a code is one of the connection, unless the code says that Node or undici was used wrongly: that is a bug of ours, as is a
 * TypeError, RangeError, ReferenceError or SyntaxError without a code. What another dependency's pipeline threw has had its retries.
 */
export function classifyError(settled: Settled<unknown>): Outcome {
  if (settled.kind === 'value') return answered;
  const { error } = settled;
  if (error instanceof AttemptTimeout) return timeout;
  if (error instanceof CallCancelled) return cancelled;
  if (error instanceof DependencyError) return passedOn(error);
  if (wasNeverSent(error)) return connectFailed;
  const codes = codesOf(error);
  // undici's pool closes for new calls only, so a closed one has not sent this call; a destroyed one breaks off those that run.
  if (codes.includes('UND_ERR_CLOSED')) return { ...closed, fate: 'unsent' };
  if (codes.includes('UND_ERR_DESTROYED')) return closed;
  if (codes.some((code) => !isMisuse(code))) return connectionLost;
  return codes.length > 0 || isProgrammingError(error) ? bug : failed;
}

/** What `classify` says. If it throws, that is a bug of its own: it changes neither what a call brought nor what the breaker knows. */
export function outcomeOf<T>(settled: Settled<T>, classify: Classify<T>): Outcome {
  try {
    return classify(settled);
  } catch {
    return settled.kind === 'error'
      ? classifyError(settled)
      : { ...answered, cause: 'bug', verdict: 'ignore' };
  }
}

const refusals: ReadonlySet<Cause> = new Set([
  'breaker_open',
  'bulkhead_full',
  'cool_down',
  'deadline',
  'cancelled',
  'closed',
]);

function passedOn({ reason, fate, mayServeStale, retryAfterMs }: DependencyError): Outcome {
  const verdict = refusals.has(reason) ? 'ignore' : 'failure';
  return { cause: reason, verdict, retry: 'never', mayServeStale, fate, retryAfterMs };
}

/** Whether the error proves that nothing was sent; walks causes and aggregated errors. */
function wasNeverSent(error: unknown, depth = 0): boolean {
  if (!isError(error) || depth > deepest) return false;
  if (error instanceof DependencyError) return error.fate === 'unsent';
  if ('syscall' in error && unsentCalls.has(String(error.syscall))) return true;
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
