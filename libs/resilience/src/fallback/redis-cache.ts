import { ImpatientRedis, type ImpatientRedisOptions } from './impatient-redis.ts';
import { maxEntryBytes } from './memory-cache.ts';

/** No format reads this text, so an entry of another Redis type is deleted like any unreadable one. */
const unreadable = 'WRONGTYPE';

function unreadableIfOfAnotherType(error: unknown): string {
  if (error instanceof Error && error.message.startsWith(unreadable)) return unreadable;
  throw error;
}

/** Second level: shared by all instances of a service. */
export class RedisCache {
  private readonly redis: ImpatientRedis;

  constructor(options: ImpatientRedisOptions) {
    this.redis = new ImpatientRedis(options);
  }

  /**
   * Undefined if there is none. Reads at most one byte past the size limit.
   * @throws if Redis fails
   */
  async get(key: string): Promise<string | undefined> {
    const text = await this.redis.run(() =>
      this.redis.client.getrange(key, 0, maxEntryBytes).catch(unreadableIfOfAnotherType),
    );
    return text === '' ? undefined : text;
  }

  /** @throws if Redis fails */
  async set(key: string, text: string, forMs: number): Promise<void> {
    await this.redis.run(() => this.redis.client.set(key, text, 'PX', forMs));
  }

  /** @throws if Redis fails */
  async delete(key: string): Promise<void> {
    await this.redis.run(() => this.redis.client.unlink(key));
  }

  close(): void {
    this.redis.close();
  }
}
