import { rmSync } from 'node:fs';
import { findOrFetchRedis, freePort, type ManagedProcess, startRedis } from '@holdfast/local-stack';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { type Dependency, DependencyError, FallbackCache, FallbackLadder, Resilience } from '../src/index.ts';
import { type Climb } from '../src/fallback/ladder.ts';
import { type LadderOptions } from '../src/fallback/ladder.options.ts';
import { type Served } from '../src/fallback/served.ts';

const usersSee = { closed: 'All.', open: 'Older tips.', half_open: 'Older tips.' };

/** A Redis server of its own, which may be killed and frozen. */
export class OwnRedis {
  private readonly folder = temporaryFolder();
  private server: ManagedProcess | undefined;
  private port = 0;

  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    this.server = await startRedis({ dataDir: this.folder, port: this.port, program: findOrFetchRedis() });
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Without `start`, nothing listens there. */
  async reserve(): Promise<void> {
    this.port = await freePort();
  }

  freeze(): void {
    this.server?.pause();
  }

  thaw(): void {
    this.server?.resume();
  }

  async kill(): Promise<void> {
    await this.server?.kill();
    this.server = undefined;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A plain connection to look at it, or to spoil what it holds. */
  async look<T>(at: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url);
    try {
      return await at(redis);
    } finally {
      redis.disconnect();
    }
  }
}

export interface Process {
  readonly ladder: FallbackLadder<string>;
  readonly cache: FallbackCache;
  /** Redis, as this process calls it. */
  readonly redis: Dependency;
  /** The other side, as this process calls it. */
  readonly tips: Dependency;
  live: () => Promise<string>;
  readonly climb: (climb?: Partial<Climb<string>>) => Promise<Served<string>>;
  /** The ladder's key in Redis. */
  readonly key: string;
  /** Until the connection to Redis is there. */
  readonly connected: () => Promise<void>;
  readonly close: () => void;
}

export interface ProcessOptions extends Partial<LadderOptions<string>> {
  readonly isGated?: boolean;
  readonly commandTimeoutMs?: number;
}

/** What a process of a service has: a ladder whose live calls and, if it is to be gated, Redis each go through a pipeline of their own. */
export function aProcess(
  redisUrl: string,
  { isGated = true, commandTimeoutMs = 50, ...options }: ProcessOptions = {},
): Process {
  const resilience = new Resilience();
  const tips = resilience.dependency({ name: 'tips', usersSee });
  const redis = resilience.dependency({
    name: 'cache',
    usersSee,
    attempts: 1,
    attemptTimeoutMs: commandTimeoutMs,
    breaker: { windowMs: 10_000 },
  });
  const cache = new FallbackCache({
    service: 'shop',
    redisUrl,
    commandTimeoutMs,
    ...(isGated ? { through: { run: (command) => redis.run(command, { isReplayable: true }) } } : {}),
    onError: () => undefined,
  });
  const ladder = new FallbackLadder({
    name: 'tips',
    cache,
    schema: z.string(),
    schemaVersion: 1,
    mode: 'live_first',
    safeDefault: () => 'the default',
    ...options,
  });
  const own: Process = {
    ladder,
    cache,
    redis,
    tips,
    live: () => Promise.resolve('tea'),
    climb: (more = {}) =>
      ladder.climb({ scope: 'ada', args: 4, live: () => tips.run(() => own.live()), ...more }),
    key: cache.keyOf({ name: 'tips', schemaVersion: 1, scope: 'ada', args: 4 }),
    connected: () => eventually(() => isConnected(own)),
    close: () => {
      cache.close();
      resilience.close();
    },
  };
  return own;
}

async function isConnected({ cache, climb }: Process): Promise<void> {
  const { error, skipped } = cache.counts.redis;
  await climb({ args: 'is it there?', live: isDown });
  const now = cache.counts.redis;
  if (now.error > error || now.skipped > skipped) throw new Error('Redis is not connected yet');
}

export const isDown = (): Promise<never> =>
  Promise.reject(new DependencyError('tips', 'unavailable', 'unknown', 'is down'));

/** How long each of `n` takes, one after the other, ms; shortest first. */
export async function durations(n: number, work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let each = 0; each < n; each += 1) {
    const startedAt = performance.now();
    await work();
    all.push(performance.now() - startedAt);
  }
  return all.sort((a, b) => a - b);
}

export const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? NaN;
