import { type ClientSettings } from '../client-options.ts';
import { type ApiResponse } from '../http/api-response.ts';
import { type NoResponse } from '../http/http-attempt.ts';
import { pauseMs } from '../http/backoff.ts';
import { type Request } from '../http/api-connection.ts';
import { type KeyClaim } from '../keys/ledger.ts';
import { type Operation } from '../operation.ts';
import { type Runtime } from '../runtime.ts';
import { correctedSkewMs } from './clock-skew.ts';
import { nextStep, type NextStep } from './next-step.ts';
import { type Parts } from './parts.ts';

/** All attempts of one call, and what they came to. */
export interface Attempted<R> {
  readonly claim: KeyClaim;
  readonly next: NextStep<R>;
  readonly received: ApiResponse | NoResponse;
  readonly attempts: number;
  /** Whether a request with this key may have had an effect that the last answer does not tell. */
  readonly mayHaveRun: boolean;
}

/** With less time left an attempt could not bring an answer, ms (guess). */
const shortestAttemptMs = 50;

/** Sends the same key and the same bytes until there is an answer, the attempts are used up or the time is over. */
export async function attemptAll<R extends { readonly kind: string }>(
  operation: Operation<R>,
  firstClaim: KeyClaim,
  bytes: Uint8Array<ArrayBuffer>,
  { settings, runtime, connection, ledger }: Parts,
  signal?: AbortSignal,
): Promise<Attempted<R>> {
  const deadlineAt = runtime.monotonicNow() + settings.deadlineMs;
  const leftMs = (): number => deadlineAt - runtime.monotonicNow();
  let claim = firstClaim;
  let { mayHaveRun } = claim;
  for (let attempts = 1; ; attempts += 1) {
    const request = requestOf(operation, claim, bytes, settings);
    const timeoutMs = Math.min(settings.attemptTimeoutMs, leftMs());
    const received = await connection.send(request, timeoutMs, signal);
    const next = nextStep(received, operation);
    const isUncertain = next.kind === 'uncertain';
    mayHaveRun ||= isUncertain && next.mayHaveRun;
    const result = { claim, next, received, attempts, mayHaveRun };
    if (attempts >= settings.attempts) return result;
    if (isUncertain) {
      const waitMs = pauseBefore(attempts, received, settings, runtime);
      if (!next.isRetried || waitMs + shortestAttemptMs > leftMs()) return result;
      await runtime.delay(waitMs, signal);
      // A tab in the background wakes up late.
      if (leftMs() < shortestAttemptMs) return result;
    } else {
      const skewMs = attempts > 1 || mayHaveRun ? undefined : correctedSkewMs(received, runtime.now());
      const restamped = skewMs === undefined ? undefined : await ledger.restamp(claim, skewMs);
      if (restamped === undefined) return result;
      claim = restamped;
    }
  }
}

function requestOf(
  { path, headers }: Operation<{ kind: string }>,
  { entry }: KeyClaim,
  bytes: Uint8Array<ArrayBuffer>,
  { preferWaitSeconds }: ClientSettings,
): Request {
  const prefer = preferWaitSeconds > 0 ? { prefer: `wait=${preferWaitSeconds}` } : {};
  // A string of RFC 9651, as the draft of the Idempotency-Key header asks.
  const key = { 'idempotency-key': `"${entry.key}"` };
  return { method: 'POST', path, bytes, headers: { ...headers, ...key, ...prefer } };
}

/** Our own pause, or the server's wish when that is longer: never earlier than asked. */
function pauseBefore(
  n: number,
  received: ApiResponse | NoResponse,
  { backoffBaseMs: baseMs, backoffCapMs: capMs }: ClientSettings,
  { random }: Runtime,
): number {
  const asked = 'noResponse' in received ? undefined : received.retryAfterMs;
  return Math.max(pauseMs(n, { baseMs, capMs }, random), asked ?? 0);
}
