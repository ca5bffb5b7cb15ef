import { type Runtime } from '../runtime.ts';
import { type Answer, readAnswer } from './answer.ts';

/** An attempt after which nobody here knows whether the server acted. */
export interface NoAnswer {
  readonly noAnswer: 'network' | 'timeout';
  readonly cause: unknown;
}

export interface Attempt {
  readonly url: string;
  readonly init: RequestInit;
  /** For headers and body together, ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * One request, one answer or none. Redirects are not followed: most turn a POST into a GET.
 * @throws the signal's reason when it is aborted.
 */
export async function attempt(
  { url, init, timeoutMs, signal }: Attempt,
  runtime: Runtime,
): Promise<Answer | NoAnswer> {
  const timeout = new AbortController();
  const ended = new AbortController();
  const outOfTime = new Error(`no answer within ${timeoutMs} ms`);
  runtime.delay(timeoutMs, ended.signal).then(
    () => timeout.abort(outOfTime),
    () => undefined,
  );
  const stop = signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, signal]);
  try {
    const response = await runtime.fetch(url, { ...init, redirect: 'manual', signal: stop });
    return await readAnswer(response, runtime.now());
  } catch (cause) {
    signal?.throwIfAborted();
    return timeout.signal.aborted
      ? { noAnswer: 'timeout', cause: outOfTime }
      : { noAnswer: 'network', cause };
  } finally {
    ended.abort();
  }
}
