import { entranceTo, redisClusterOf } from '@holdfast/service-defaults';
import { Cluster, Redis } from 'ioredis';
import { type Clock } from '../clock.ts';
import { maxEntryBytes } from './memory-cache.ts';

/** What every command goes through: as a rule a dependency with a breaker, which stops asking a Redis that does not answer. */
export interface Gate {
  run<T>(command: () => Promise<T>): Promise<T>;
}

export const openGate: Gate = { run: (command) => command() };

export interface RedisCacheOptions {
  readonly url: string;
  readonly through: Gate;
  readonly clock: Clock;
  /** How long a command may take, ms. */
  readonly commandTimeoutMs: number;
  /** Hears of lost connections; they are mended by themselves. */
  readonly onError: (error: Error) => void;
}

/**
 * The second level: shared by all copies of a service. A command ends in its time, one way or the other, whatever Redis does; while
 * there is no connection it fails at once. It is never sent twice.
 */
export class RedisCache {
  private readonly redis: Redis | Cluster;

  constructor(private readonly options: RedisCacheOptions) {
    this.redis = connect(options.url);
    this.redis.on('error', options.onError);
  }

  /** Undefined when there is none. Of a value that is too large, only as much comes as shows that it is. @throws when Redis fails */
  async get(key: string): Promise<string | undefined> {
    const text = await this.command(() => this.redis.getrange(key, 0, maxEntryBytes));
    return text === '' ? undefined : text;
  }

  /** @throws when Redis fails */
  async set(key: string, text: string, forMs: number): Promise<void> {
    await this.command(() => this.redis.set(key, text, 'PX', forMs));
  }

  /** @throws when Redis fails */
  async delete(key: string): Promise<void> {
    await this.command(() => this.redis.unlink(key));
  }

  close(): void {
    this.redis.disconnect();
  }

  private command<T>(send: () => Promise<T>): Promise<T> {
    return this.options.through.run(() => this.inTime(send()));
  }

  /** Our own timer: what a client library promises about time need not hold for a server that is frozen. */
  private inTime<T>(answer: Promise<T>): Promise<T> {
    const { clock, commandTimeoutMs } = this.options;
    let clearTimer = (): void => undefined;
    const timeout = new Promise<never>((_, reject) => {
      clearTimer = clock.after(commandTimeoutMs, () =>
        reject(new Error(`Redis gave no answer within ${commandTimeoutMs} ms`)),
      );
    });
    return Promise.race([answer, timeout]).finally(clearTimer);
  }
}

/**
 * 1 s (guess; twenty times what a command may take): a connection that owes an answer for so long is given up and made anew. Commands end before,
 * but would go out on the same connection for ever, behind a network that drops everything.
 */
const silenceMs = 1_000;

const onceOnly = {
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 1_000,
  socketTimeout: silenceMs,
};

function connect(url: string): Redis | Cluster {
  const cluster = redisClusterOf(url);
  if (cluster === undefined) return new Redis(url, { ...onceOnly, enableOfflineQueue: false });
  const { ofCluster, ofNode } = entranceTo(cluster);
  return new Cluster([...cluster.nodes], {
    ...ofCluster,
    enableOfflineQueue: false,
    // 0: not again. A command that went to the wrong node is passed on to the right one, which is no second time.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    redisOptions: { ...onceOnly, ...ofNode },
  });
}
