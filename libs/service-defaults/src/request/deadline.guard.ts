import { type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { edgeErrors } from '../problem/edge.errors.ts';
import { Problem } from '../problem/problem.ts';
import { type ProblemFilter } from '../problem/problem.filter.ts';
import { remainingMs } from './request-context.ts';

declare module 'fastify' {
  interface FastifyRequest {
    deadlineTimer?: NodeJS.Timeout;
    /** The deadline passed, and the response says so. */
    isLate?: boolean;
  }
}

/** 50 ms: time for work that is cut short at the deadline to record its progress and respond. */
const graceMs = 50;

const respondWithinKey = 'answersWithin';

/**
 * Sets a deadline for callers that send none but stop waiting anyway: the route responds with 504 after `ms`.
 */
export const RespondWithin = (ms: number): MethodDecorator => SetMetadata(respondWithinKey, ms);

/**
 * Responds with 504 once the deadline has passed, even if the handler waits for something that ignores
 * deadlines, such as a stalled database. The handler keeps running, as it does when a client disconnects.
 * A guard: an interceptor makes Nest run every route through rxjs, a quarter of a small request's CPU time.
 */
export class DeadlineGuard implements CanActivate {
  private readonly msOfRoutes = new WeakMap<object, number>();

  constructor(private readonly filter: ProblemFilter) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const leftMs = Math.min(remainingMs() + graceMs, this.msOf(context.getHandler()));
    if (leftMs === Infinity) return true;
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    request.deadlineTimer = setTimeout(() => this.end(request, reply), leftMs);
    return true;
  }

  private msOf(handler: object): number {
    const known = this.msOfRoutes.get(handler);
    if (known !== undefined) return known;
    const ms = (Reflect.getMetadata(respondWithinKey, handler) as number | undefined) ?? Infinity;
    this.msOfRoutes.set(handler, ms);
    return ms;
  }

  private end(request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent || reply.raw.headersSent) return;
    this.filter.answer(responseIsLate(), request, reply);
    request.isLate = true;
    // A hook may still hold the 504, such as a rollback. From now on Fastify drops late responses.
    void reply.hijack();
  }
}

/** Called when a response is ready. */
export function stopDeadline({ deadlineTimer }: FastifyRequest): void {
  if (deadlineTimer !== undefined) clearTimeout(deadlineTimer);
}

function responseIsLate(): Problem {
  return new Problem(
    edgeErrors.deadlineExceeded,
    'The deadline passed before a response was ready. The operation may still complete; retry with the same key.',
    { retryAfterSeconds: 1 },
  );
}
