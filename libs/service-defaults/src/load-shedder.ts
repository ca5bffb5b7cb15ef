import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { edgeErrors } from './edge.errors.ts';
import { EventLoopDelay } from './event-loop-delay.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { shedRequests } from './metrics.ts';
import { isOpsRoute } from './ops-route.ts';
import { Problem } from './problem.ts';
import { sendProblem } from './problem.filter.ts';

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

/** A tenth of the limit (guess), by default 50 ms: to wake for it costs an idle process 0.25 % of a core (measured). */
const tickShare = 0.1;
/** 1 s without a refusal: the log says once that an overload is over, not whenever a request got through (guess). */
const calmMs = 1_000;

type Reason = 'in_flight' | 'event_loop';

/** One second or two, so that clients which were refused together do not come back together. */
function refusalsFor(detail: string): readonly [Problem, Problem] {
  const after = (retryAfterSeconds: number) =>
    new Problem(edgeErrors.overloaded, `${detail} Nothing was done.`, { retryAfterSeconds });
  return [after(1), after(2)];
}

/** Made once: an error's stack is dear to take, and whoever sheds has no time. */
const refusals = {
  in_flight: refusalsFor('Too many requests are in progress.'),
  event_loop: refusalsFor('The service is falling behind.'),
};

/**
 * Answers 503 `overloaded` before the process drowns: when too many requests are in flight, or when the event loop is late. A refusal
 * comes before the caller is known, and as a rule before the body is read, so nothing has been done. A request is in flight once its body is
 * whole: clients that send slowly take nobody's place. Operators' routes are never refused.
 */
export class LoadShedder {
  private readonly inFlight = new InFlightRequests();
  private delay: EventLoopDelay | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Since the process was last calm. */
  private refused = 0;
  private refusedAt = 0;

  constructor(
    private readonly limits: LoadLimits,
    private readonly logger: Logger,
  ) {
    for (const reason of Object.keys(refusals)) shedRequests.inc({ reason }, 0);
  }

  /** Call it before other hooks that cost something. */
  guard(server: FastifyInstance): void {
    server.addHook('onRequest', (request, reply, done) => {
      if (isOpsRoute(request.routeOptions.url)) return done();
      const reason = this.reasonToShed();
      if (reason !== undefined) return this.shed(reason, request, reply);
      done();
    });
    // A body that does not come whole costs a connection, and no work.
    server.addHook('preValidation', (request, reply, done) => {
      if (isOpsRoute(request.routeOptions.url)) return done();
      if (this.isFull) return this.shed('in_flight', request, reply);
      this.inFlight.admit(request, reply);
      done();
    });
    server.addHook('onSend', (request, reply, payload, done) => {
      this.inFlight.answer(request, reply);
      done(null, payload);
    });
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
    if (this.refused === 0) this.logger.warn({ reason, ...this.limits }, 'overloaded: requests are refused');
    this.refused += 1;
    this.refusedAt = performance.now();
    sendProblem(reply, request, refusals[reason][Math.random() < 0.5 ? 0 : 1]);
  }

  /** From the moment it listens: how long starting took says nothing. */
  private watchEventLoop(): void {
    const tickMs = Math.min(this.limits.maxEventLoopDelayMs * tickShare, calmMs);
    const delay = new EventLoopDelay(tickMs, performance.now());
    this.delay = delay;
    this.timer = setInterval(() => {
      const now = performance.now();
      delay.tick(now);
      this.tellWhenOver(now);
    }, tickMs).unref();
  }

  private tellWhenOver(now: number): void {
    if (this.refused === 0 || now - this.refusedAt < calmMs) return;
    this.logger.info({ refused: this.refused }, 'no longer overloaded');
    this.refused = 0;
  }
}
