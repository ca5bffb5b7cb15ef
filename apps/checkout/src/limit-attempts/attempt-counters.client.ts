import { ImpatientRedis, type Resilience } from '@holdfast/resilience';
import { type Logger } from 'pino';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { countersGate } from './attempt-counters.dependency.ts';
import { type AttemptLimit } from './attempt-limit.ts';

export interface Count {
  readonly used: number;
  readonly resetMs: number;
}

interface Counter {
  readonly own: RateLimiterMemory;
  readonly shared: RateLimiterRedis | undefined;
}

/**
 * Counts across all instances in Redis; alone in this process if Redis is not configured or fails. Never
 * throws.
 */
export class AttemptCounters {
  private readonly redis: ImpatientRedis | undefined = undefined;
  private readonly counters = new Map<string, Counter>();

  constructor(resilience: Resilience, redisUrl: string | undefined, logger: Logger) {
    if (redisUrl === undefined) return;
    const onError = (error: Error): void => logger.debug({ err: error }, 'attempt counters');
    this.redis = new ImpatientRedis({ url: redisUrl, through: countersGate(resilience), onError });
  }

  async add(limit: AttemptLimit, who: string): Promise<Count> {
    return countOf(await this.ask(limit, (counter) => counter.penalty(who, 1)), limit);
  }

  async look(limit: AttemptLimit, who: string): Promise<Count> {
    return countOf(await this.ask(limit, (counter) => counter.get(who)), limit);
  }

  close(): void {
    this.redis?.close();
  }

  private async ask<T>(
    limit: AttemptLimit,
    question: (counter: RateLimiterMemory | RateLimiterRedis) => Promise<T>,
  ): Promise<T> {
    const { own, shared } = this.counterOf(limit);
    if (this.redis === undefined || shared === undefined) return question(own);
    try {
      return await this.redis.run(() => question(shared));
    } catch {
      // Operators see the failure in this dependency's breaker. Refusing customers because of it would do
      // more harm.
      return question(own);
    }
  }

  private counterOf({ name, most: points, withinSeconds: duration }: AttemptLimit): Counter {
    const known = this.counters.get(name);
    if (known !== undefined) return known;
    const options = { keyPrefix: `holdfast:attempts:${name}`, points, duration };
    const own = new RateLimiterMemory(options);
    const shared = this.redis && new RateLimiterRedis({ ...options, storeClient: this.redis.client });
    const counter = { own, shared };
    this.counters.set(name, counter);
    return counter;
  }
}

function countOf(result: RateLimiterRes | null, { withinSeconds }: AttemptLimit): Count {
  if (result === null) return { used: 0, resetMs: withinSeconds * 1_000 };
  return { used: result.consumedPoints, resetMs: result.msBeforeNext };
}
