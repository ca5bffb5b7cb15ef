import { type CallHandler, type ExecutionContext, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { type Reflector } from '@nestjs/core';
import { type Logger } from 'pino';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { edgeErrors } from './edge.errors.ts';
import { reasonOf } from './logger.ts';
import { Problem } from './problem.ts';
import { remainingMs } from './request-context.ts';

/** 50 ms: work that is cut short at the deadline still gets to write down how far it came, and to say so (guess). */
const graceMs = 50;

const respondWithinKey = 'answersWithin';

/** For a route whose callers tell no deadline and still wait only so long: it answers 504 after `ms`, as if they had told it. */
export const RespondWithin = (ms: number): MethodDecorator => SetMetadata(respondWithinKey, ms);

/**
 * Answers 504 when the caller's deadline is over while the handler waits for something that knows no deadline: a database that stands
 * still. What was begun goes on without its caller, as it does when the caller hangs up.
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
      reject(answerIsLate());
    }, ms);
    lastValueFrom(next.handle(), { defaultValue: undefined })
      .then(resolve, (error: unknown) => {
        if (isOver) this.logger.warn(`failed after its caller's deadline: ${reasonOf(error)}`);
        reject(error);
      })
      .finally(() => clearTimeout(timer));
    return promise;
  }
}

function answerIsLate(): Problem {
  return new Problem(
    edgeErrors.deadlineExceeded,
    'The deadline passed before a response was ready. The operation may still complete; retry with the same key.',
    { retryAfterSeconds: 1 },
  );
}
