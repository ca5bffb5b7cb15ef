import { type CallHandler, type ExecutionContext, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { type Reflector } from '@nestjs/core';
import { type Logger } from 'pino';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { edgeErrors } from './edge.errors.ts';
import { reasonOf } from './logger.ts';
import { Problem } from './problem.ts';
import { remainingMs } from './request-context.ts';

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
 */
export class DeadlineInterceptor implements NestInterceptor {
  constructor(
    private readonly logger: Logger,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const ofRoute =
      this.reflector.get<number | undefined>(respondWithinKey, context.getHandler()) ?? Infinity;
    const leftMs = Math.min(remainingMs() + graceMs, ofRoute);
    return leftMs === Infinity ? next.handle() : from(this.within(leftMs, next));
  }

  private within(ms: number, next: CallHandler): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      reject(responseIsLate());
    }, ms);
    lastValueFrom(next.handle(), { defaultValue: undefined })
      .then(resolve, (error: unknown) => {
        if (isOver) this.logger.warn(`request failed after its deadline: ${reasonOf(error)}`);
        reject(error);
      })
      .finally(() => clearTimeout(timer));
    return promise;
  }
}

function responseIsLate(): Problem {
  return new Problem(
    edgeErrors.deadlineExceeded,
    'The deadline passed before a response was ready. The operation may still complete; retry with the same key.',
    { retryAfterSeconds: 1 },
  );
}
