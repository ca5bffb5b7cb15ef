import { ImpatientRedis, type ImpatientRedisOptions } from './impatient-redis.ts';
import { maxEntryBytes } from './memory-cache.ts';

/** The second level: shared by all copies of a service. */
export class RedisCache {
  private readonly redis: ImpatientRedis;

  constructor(options: ImpatientRedisOptions) {
    this.redis = new ImpatientRedis(options);
  }

  /** Undefined when there is none. Of a value that is too large, only as much comes as shows that it is. @throws when Redis fails */
  async get(key: string): Promise<string | undefined> {
    const text = await this.redis.run(() => this.redis.client.getrange(key, 0, maxEntryBytes));
    return text === '' ? undefined : text;
  }

  /** @throws when Redis fails */
  async set(key: string, text: string, forMs: number): Promise<void> {
    await this.redis.run(() => this.redis.client.set(key, text, 'PX', forMs));
  }

  /** @throws when Redis fails */
  async delete(key: string): Promise<void> {
    await this.redis.run(() => this.redis.client.unlink(key));
  }

  close(): void {
    this.redis.close();
  }
}
