import { type ClientSettings } from '../client-options.ts';
import { type ApiResponse } from '../http/api-response.ts';
import { type NoResponse } from '../http/http-attempt.ts';
import { pauseMs } from '../http/backoff.ts';
import { type Request } from '../http/api-connection.ts';
import { timeIn } from '../keys/key-entry.ts';
import { type KeyClaim } from '../keys/ledger.ts';
import { type ClientOperation } from '../operation.ts';
import { correctedSkewMs } from './clock-skew.ts';
import { nextStep, type SubmissionStep, type Uncertain } from './next-step.ts';
import { type Parts } from './parts.ts';
import { type CallOptions, type FailedAttempt } from './submit.ts';

/** The attempts of one call and their result. */
export interface Attempted<R> {
  readonly claim: KeyClaim;
  readonly next: SubmissionStep<R>;
  readonly received: ApiResponse | NoResponse;
  readonly attempts: number;
  /** True if a request with this key may have had an effect that the last response does not show. */
  readonly mayHaveRun: boolean;
}

/** 50 ms: an attempt with less time left is not worth starting. */
const shortestAttemptMs = 50;

/** Sends the same key and bytes until there is a response, or attempts or time run out. */
export async function attemptAll<R extends { readonly kind: string }>(
  operation: ClientOperation<R>,
  firstClaim: KeyClaim,
  bytes: Uint8Array<ArrayBuffer>,
  { settings, runtime, connection, ledger }: Parts,
  { signal, onProgress = () => undefined }: CallOptions = {},
): Promise<Attempted<R>> {
  const deadlineAt = runtime.monotonicNow() + settings.deadlineMs;
  const leftMs = (): number => deadlineAt - runtime.monotonicNow();
  const backoff = { baseMs: settings.backoffBaseMs, capMs: settings.backoffCapMs };
  let claim = firstClaim;
  let { mayHaveRun } = claim;
  let last: FailedAttempt | undefined;
  let most = settings.attempts;
  for (let attempts = 1; ; attempts += 1) {
    const progress = { attempt: attempts, of: most };
    onProgress({ ...progress, nextAttemptInMs: undefined, last });
    const request = requestOf(operation, claim, bytes, settings);
    const timeoutMs = Math.min(settings.attemptTimeoutMs, leftMs());
    const received = await connection.send(request, timeoutMs, signal);
    const next = nextStep(received, operation);
    const isUncertain = next.kind === 'uncertain';
    mayHaveRun ||= isUncertain && next.mayHaveRun;
    const result = { claim, next, received, attempts, mayHaveRun };
    if (isUncertain) {
      if (attempts >= most) return result;
      const bounds = { requestedMs: requestedMsOf(received), leftMs: leftMs() };
      const waitMs = pauseMs(attempts, bounds, backoff, runtime.random);
      if (!next.isRetried || waitMs + shortestAttemptMs > leftMs()) return result;
      last = failedAttempt(next, received);
      onProgress({ ...progress, nextAttemptInMs: waitMs, last });
      await runtime.delay(waitMs, signal);
      // Timers of background tabs fire late.
      if (leftMs() < shortestAttemptMs) return result;
    } else {
      // A lost request may still arrive once the time in its key has come: a second key could act twice.
      if (mayHaveRun || most > settings.attempts || leftMs() < shortestAttemptMs) return result;
      const now = runtime.now();
      const skewMs = correctedSkewMs(received, timeIn(claim.entry.key) ?? now, now);
      const restamped = skewMs === undefined ? undefined : await ledger.restamp(claim, skewMs);
      if (restamped === undefined) return result;
      claim = restamped;
      most += 1;
    }
  }
}

function requestOf(
  { path, headers }: ClientOperation<{ kind: string }>,
  { entry }: KeyClaim,
  bytes: Uint8Array<ArrayBuffer>,
  { preferWaitSeconds }: ClientSettings,
): Request {
  const prefer = preferWaitSeconds > 0 ? { prefer: `wait=${preferWaitSeconds}` } : {};
  // A string in the format of RFC 9651, as the draft of the Idempotency-Key header requires.
  const key = { 'idempotency-key': `"${entry.key}"` };
  return { method: 'POST', path, bytes, headers: { ...headers, ...key, ...prefer } };
}

function failedAttempt({ reason, mayHaveRun }: Uncertain, received: ApiResponse | NoResponse): FailedAttempt {
  const response = 'noResponse' in received ? undefined : received;
  return { reason, mayHaveRun, status: response?.status, problem: response?.problem };
}

const requestedMsOf = (received: ApiResponse | NoResponse): number =>
  'noResponse' in received ? 0 : (received.retryAfterMs ?? 0);
