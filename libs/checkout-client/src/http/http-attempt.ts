import { type Runtime } from '../runtime.ts';
import { type ApiResponse, readResponse } from './api-response.ts';

/** An attempt without a response: the server may or may not have acted. */
export interface NoResponse {
  readonly noResponse: 'network' | 'timeout';
  readonly cause: unknown;
}

export interface HttpAttempt {
  readonly url: string;
  readonly init: RequestInit;
  /** Covers headers and body, ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends one request. Does not follow redirects: most turn a POST into a GET.
 * @throws the signal's reason if it is aborted.
 */
export async function attempt(
  { url, init, timeoutMs, signal }: HttpAttempt,
  runtime: Runtime,
): Promise<ApiResponse | NoResponse> {
  const timeout = new AbortController();
  const ended = new AbortController();
  const outOfTime = new Error(`no response within ${timeoutMs} ms`);
  runtime.delay(timeoutMs, ended.signal).then(
    () => timeout.abort(outOfTime),
    () => undefined,
  );
  const stop = signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, signal]);
  try {
    const response = await runtime.fetch(url, { ...init, redirect: 'manual', signal: stop });
    return await readResponse(response, runtime.now());
  } catch (cause) {
    signal?.throwIfAborted();
    return timeout.signal.aborted
      ? { noResponse: 'timeout', cause: outOfTime }
      : { noResponse: 'network', cause };
  } finally {
    ended.abort();
  }
}
