import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { type Logger } from 'pino';
import { z } from 'zod';

const entrySchema = z.object({ storedAt: z.number(), productIds: z.array(z.string()) });
export type CachedRecommendations = z.infer<typeof entrySchema>;

/** 1 h: what went together an hour ago still does. */
const keepSeconds = 3_600;
/** 50 ms, then it counts as a miss: a cache that is slower is no help. */
const commandTimeoutMs = 50;
/** 500 customers are kept in the process, the oldest leave first. */
const memoryEntries = 500;

/** The last good recommendations: in this process, and in Redis where there is one. Its failures are misses, never errors. */
@Injectable()
export class RecommendationCache implements OnApplicationShutdown {
  private readonly memory = new Map<string, CachedRecommendations>();
  private readonly redis: Redis | undefined;

  constructor(
    url: string | undefined,
    private readonly logger: Logger,
  ) {
    if (url === undefined) return;
    this.redis = new Redis(url, {
      commandTimeout: commandTimeoutMs,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      lazyConnect: false,
    });
    this.redis.on('error', (error) => this.logger.debug({ err: error }, 'recommendation cache'));
  }

  async get(key: string): Promise<CachedRecommendations | undefined> {
    return this.memory.get(key) ?? (await this.fromRedis(key));
  }

  put(key: string, productIds: string[]): void {
    const entry: CachedRecommendations = { storedAt: Date.now(), productIds };
    this.memory.delete(key);
    this.memory.set(key, entry);
    const [oldest] = this.memory.keys();
    if (this.memory.size > memoryEntries && oldest !== undefined) this.memory.delete(oldest);
    this.redis
      ?.set(redisKey(key), JSON.stringify(entry), 'EX', keepSeconds)
      .catch((error: unknown) => this.logger.debug({ err: error }, 'recommendation cache'));
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis?.disconnect();
    return Promise.resolve();
  }

  private async fromRedis(key: string): Promise<CachedRecommendations | undefined> {
    try {
      const text = await this.redis?.get(redisKey(key));
      return text == null ? undefined : entrySchema.parse(JSON.parse(text));
    } catch (error) {
      this.logger.debug({ err: error }, 'recommendation cache');
      return undefined;
    }
  }
}

function redisKey(key: string): string {
  return `holdfast:checkout:recommendations:1:${key}`;
}
