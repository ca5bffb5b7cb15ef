import { ImpatientRedis, Resilience } from '@holdfast/resilience';
import { Log, Settings } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { type Logger } from 'pino';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type CheckoutConfig } from '../checkout.config.ts';
import { countersGate } from './attempt-counters.dependency.ts';
import {
  type Attempt,
  type AttemptLimit,
  type Count,
  type CountedRequest,
  isExceeded,
  type Step,
} from './attempt-limit.ts';
import { AttemptScript } from './attempt-script.ts';

type CountersSettings = Pick<CheckoutConfig, 'CACHE_URL' | 'CACHE_TIMEOUT_MS'>;

/** 100,000 requests, about 20 MB: a repeat of an older one counts again. */
const mostKnownRequests = 100_000;

/**
 * Counts across all instances in Redis; alone in this process if Redis is not configured or fails. A subject
 * that has used up its limit stays known to this process, so a slow moment of Redis lets it through no more.
 * Never throws.
 */
@Injectable()
export class AttemptCounters {
  private readonly redis: ImpatientRedis | undefined = undefined;
  private readonly script: AttemptScript | undefined = undefined;
  private readonly own = new Map<string, RateLimiterMemory>();
  private readonly counted = new LRUCache<string, true>({ max: mostKnownRequests });

  constructor(
    resilience: Resilience,
    @Settings() { CACHE_URL: url, CACHE_TIMEOUT_MS: commandTimeoutMs }: CountersSettings,
    @Log() logger: Logger,
  ) {
    if (url === undefined) return;
    const onError = (error: Error): void => logger.debug({ err: error }, 'attempt counters failed');
    const through = countersGate(resilience, commandTimeoutMs);
    this.redis = new ImpatientRedis({ url, through, commandTimeoutMs, onError });
    this.script = new AttemptScript(this.redis.client);
  }

  /**
   * Counts step by step; returns the first count over its limit, after which no step is counted. If the
   * request was counted before without exceeding a limit, only attempts that are not counted are checked.
   */
  async count(steps: readonly Step[], request?: CountedRequest): Promise<Count | undefined> {
    const counts = (await this.countShared(steps, request)) ?? (await this.countAlone(steps, request));
    return counts.find(isExceeded);
  }

  close(): void {
    this.redis?.close();
  }

  private async countShared(
    steps: readonly Step[],
    request?: CountedRequest,
  ): Promise<readonly Count[] | undefined> {
    const { redis, script } = this;
    if (redis === undefined || script === undefined) return undefined;
    try {
      const counts = await redis.run(() => script.count(steps, request));
      for (const { attempt, used, resetMs } of counts)
        if (used >= attempt.limit.max)
          await this.ownOf(attempt.limit).set(attempt.subject, used, Math.max(1, Math.ceil(resetMs / 1_000)));
      return counts;
    } catch {
      // Operators see the failure in this dependency's breaker. Refusing customers because of it would do
      // more harm.
      return undefined;
    }
  }

  private async countAlone(steps: readonly Step[], request?: CountedRequest): Promise<readonly Count[]> {
    const isCounted = request !== undefined && this.counted.has(request.name);
    const counts: Count[] = [];
    for (const step of steps) {
      const left = isCounted ? step.filter((attempt) => !attempt.isCounted) : step;
      for (const attempt of left) counts.push(await this.countHere(attempt));
      if (counts.some(isExceeded)) return counts;
    }
    if (request !== undefined && !isCounted)
      this.counted.set(request.name, true, { ttl: request.knownForSeconds * 1_000 });
    return counts;
  }

  private async countHere(attempt: Attempt): Promise<Count> {
    const { limit, subject, isCounted } = attempt;
    const own = this.ownOf(limit);
    const count = await (isCounted ? own.penalty(subject, 1) : own.get(subject));
    if (count === null) return { attempt, used: 0, resetMs: limit.withinSeconds * 1_000 };
    return { attempt, used: count.consumedPoints, resetMs: count.msBeforeNext };
  }

  private ownOf({ name, max: points, withinSeconds: duration }: AttemptLimit): RateLimiterMemory {
    const own = this.own.get(name) ?? new RateLimiterMemory({ keyPrefix: name, points, duration });
    this.own.set(name, own);
    return own;
  }
}
