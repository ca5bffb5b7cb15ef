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
 * Counts across all instances in Redis; alone in this process if Redis is not configured or fails. A subject
 * that has used up its limit stays known to this process, so a slow moment of Redis lets it through no more.
 * Never throws.
 */
export class AttemptCounters {
  private readonly redis: ImpatientRedis | undefined = undefined;
  private readonly counters = new Map<string, Counter>();

  constructor(resilience: Resilience, redisUrl: string | undefined, logger: Logger) {
    if (redisUrl === undefined) return;
    const onError = (error: Error): void => logger.debug({ err: error }, 'attempt counters failed');
    this.redis = new ImpatientRedis({ url: redisUrl, through: countersGate(resilience), onError });
  }

  async add(limit: AttemptLimit, subject: string): Promise<Count> {
    return countOf(await this.query(limit, subject, (counter) => counter.penalty(subject, 1)), limit);
  }

  async get(limit: AttemptLimit, subject: string): Promise<Count> {
    return countOf(await this.query(limit, subject, (counter) => counter.get(subject)), limit);
  }

  close(): void {
    this.redis?.close();
  }

  private async query(
    limit: AttemptLimit,
    subject: string,
    command: (counter: RateLimiterMemory | RateLimiterRedis) => Promise<RateLimiterRes | null>,
  ): Promise<RateLimiterRes | null> {
    const { own, shared } = this.counterOf(limit);
    if (this.redis === undefined || shared === undefined) return command(own);
    try {
      const count = await this.redis.run(() => command(shared));
      if (count !== null && count.consumedPoints >= limit.max)
        await own.set(subject, count.consumedPoints, Math.ceil(count.msBeforeNext / 1_000));
      return count;
    } catch {
      // Operators see the failure in this dependency's breaker. Refusing customers because of it would do
      // more harm.
      return command(own);
    }
  }

  private counterOf({ name, max: points, withinSeconds: duration }: AttemptLimit): Counter {
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
