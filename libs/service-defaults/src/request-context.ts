import { AsyncLocalStorage } from 'node:async_hooks';
import type {} from 'fastify';
import { type ClientDisconnect } from './client-disconnect.ts';
import { type Scope } from './scopes.ts';
import { continueTrace, type TraceContext, traceparentOf } from './trace-context.ts';

/** What belongs to the request or job being worked on. */
export interface RequestContext {
  readonly requestId: string;
  readonly trace: TraceContext;
  /** On the clock of `performance.now()`, ms; undefined when the caller set none. */
  readonly deadlineAt: number | undefined;
  /** Whether the caller still waits; absent where nobody does, as in a job. */
  readonly disconnect?: Pick<ClientDisconnect, 'signal'>;
}

declare module 'fastify' {
  interface FastifyRequest {
    context?: RequestContext;
    /** The body's bytes as they came, for signatures and fingerprints. */
    bodyBytes?: Buffer;
    /** The name of the API key presented, `public` without one; set before any handler runs. */
    caller?: string;
    /** What the API key presented may do; nothing without one. Set together with `caller`. */
    scopes?: readonly Scope[];
  }
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with its request context; everything it calls sees it. */
export function withRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Runs a job of a queue as a continuation of the trace it was written under. */
export function withJobContext<T>(job: { id: string; traceparent: string | undefined }, work: () => T): T {
  const trace = continueTrace(job.traceparent);
  return withRequestContext({ requestId: job.id, trace, deadlineAt: undefined }, work);
}

/** The context of the work in progress; undefined outside any request or job. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** The trace of the work in progress, or a new one. */
export function currentTrace(): TraceContext {
  return currentRequest()?.trace ?? continueTrace(undefined);
}

/** The `traceparent` to store with an event or send with a call. */
export function currentTraceparent(): string {
  return traceparentOf(currentTrace());
}

/** Milliseconds until the caller stops waiting; Infinity when it set no deadline. */
export function remainingMs(): number {
  const deadlineAt = currentRequest()?.deadlineAt;
  return deadlineAt === undefined ? Infinity : deadlineAt - performance.now();
}

/**
 * Aborts, with `ClientDisconnected` as its reason, when the caller closes its connection before the answer was sent. Undefined outside
 * HTTP requests. Nothing is cancelled by itself: work that must go on without its caller does not ask for it.
 */
export function callerSignal(): AbortSignal | undefined {
  return currentRequest()?.disconnect?.signal;
}
