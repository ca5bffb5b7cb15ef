import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { edgeErrors } from '../problem/edge.errors.ts';
import { edgeRouteOf } from '../http/edge-route.ts';
import { EventLoopDelay } from './event-loop-delay.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { shedRequests } from '../health/metrics.ts';
import { Problem } from '../problem/problem.ts';
import { sendProblem } from '../problem/problem.filter.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Refused for overload. */
    isShed?: boolean;
  }
}

export interface LoadLimits {
  readonly maxInFlight: number;
  readonly maxEventLoopDelayMs: number;
}

/** A tenth of the limit, 50 ms by default. These ticks cost an idle process 0.25 % of a core. */
const tickShare = 0.1;
/** 1 s without a refusal ends an overload, so that the log reports its end once. */
const calmMs = 1_000;

type Reason = 'in_flight' | 'event_loop';

/** 1 or 2 s, so that clients refused together do not return together. */
function refusalsFor(detail: string): readonly [Problem, Problem] {
  const after = (retryAfterSeconds: number) =>
    new Problem(edgeErrors.overloaded, `${detail} Nothing was done.`, { retryAfterSeconds });
  return [after(1), after(2)];
}

/** Created once: capturing a stack trace is expensive, and shedding must be cheap. */
const refusals = {
  in_flight: refusalsFor('Too many requests are in progress.'),
  event_loop: refusalsFor('The service is falling behind.'),
};

/**
 * Responds with 503 `overloaded` if too many requests are in flight or the event loop is late. It refuses
 * before the caller is known and usually before the body is read, so nothing was done. A request counts as in
 * flight once its body is complete, so slow senders take no slots. Operators' routes are never refused.
 */
export class LoadShedder {
  private readonly inFlight = new InFlightRequests();
  private delay: EventLoopDelay | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Requests refused in the current overload. */
  private refused = 0;
  private refusedAt = 0;

  constructor(
    private readonly limits: LoadLimits,
    private readonly logger: Logger,
  ) {
    for (const reason of Object.keys(refusals)) shedRequests.inc({ reason }, 0);
  }

  /** True if it has refused the request, whose headers have arrived. */
  refuses(request: FastifyRequest, reply: FastifyReply): boolean {
    if (edgeRouteOf(request).isOps) return false;
    const reason = this.reasonToShed();
    if (reason === undefined) return false;
    this.shed(reason, request, reply);
    return true;
  }

  /** Counts a request, whose body is complete, as in flight. False if it has refused it. */
  admits(request: FastifyRequest, reply: FastifyReply): boolean {
    if (edgeRouteOf(request).isOps) return true;
    if (this.isFull) {
      this.shed('in_flight', request, reply);
      return false;
    }
    this.inFlight.admit(request, reply);
    return true;
  }

  beforeSend(request: FastifyRequest, reply: FastifyReply): void {
    this.inFlight.answer(request, reply);
  }

  /** Measures the event loop while the server listens. */
  watch(server: FastifyInstance): void {
    server.addHook('onListen', (done) => {
      this.watchEventLoop();
      done();
    });
    server.addHook('onClose', (_server, done) => {
      clearInterval(this.timer);
      done();
    });
  }

  private get isFull(): boolean {
    return this.inFlight.count >= this.limits.maxInFlight;
  }

  private reasonToShed(): Reason | undefined {
    if (this.isFull) return 'in_flight';
    const delayMs = this.delay?.at(performance.now()) ?? 0;
    return delayMs > this.limits.maxEventLoopDelayMs ? 'event_loop' : undefined;
  }

  private shed(reason: Reason, request: FastifyRequest, reply: FastifyReply): void {
    request.isShed = true;
    shedRequests.inc({ reason });
    if (this.refused === 0) this.logger.warn({ reason, ...this.limits }, 'overloaded: refusing requests');
    this.refused += 1;
    this.refusedAt = performance.now();
    sendProblem(reply, request, refusals[reason][Math.random() < 0.5 ? 0 : 1]);
  }

  /** Starts with listening, so that startup does not count as delay. */
  private watchEventLoop(): void {
    const tickMs = Math.min(this.limits.maxEventLoopDelayMs * tickShare, calmMs);
    const delay = new EventLoopDelay(tickMs, performance.now());
    this.delay = delay;
    this.timer = setInterval(() => {
      const now = performance.now();
      delay.tick(now);
      this.logWhenOver(now);
    }, tickMs).unref();
  }

  private logWhenOver(now: number): void {
    if (this.refused === 0 || now - this.refusedAt < calmMs) return;
    this.logger.info({ refused: this.refused }, 'no longer overloaded');
    this.refused = 0;
  }
}
