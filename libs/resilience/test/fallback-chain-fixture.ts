import { rmSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { findOrFetchRedis, freePort, type ManagedProcess, startRedis } from '@holdfast/local-stack';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { type Dependency, DependencyError, FallbackCache, FallbackChain, Resilience } from '../src/index.ts';
import { type FallbackRead } from '../src/fallback/fallback-chain.ts';
import { type FallbackChainOptions } from '../src/fallback/fallback-chain.options.ts';
import { type Served } from '../src/fallback/served.ts';
import { manualClock, type ManualClock } from '../src/manual-clock.fixture.ts';

const usersSee = { closed: 'All.', open: 'Older tips.', half_open: 'Older tips.' };

/** A separate Redis server that tests may kill and freeze. */
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

  /** Reserves a port; without `start`, nothing listens there. */
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

  /** Runs `at` on a plain connection, to inspect or corrupt what Redis holds. */
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
  readonly chain: FallbackChain<string>;
  readonly cache: FallbackCache;
  /** Redis as this process calls it. */
  readonly redis: Dependency;
  /** The live source as this process calls it. */
  readonly tips: Dependency;
  /** The clock of this process; it does not move while Redis responds. */
  readonly clock: ManualClock;
  live: () => Promise<string>;
  readonly read: (request?: Partial<FallbackRead<string>>) => Promise<Served<string>>;
  /** Key of the chain in Redis. */
  readonly key: string;
  /** Waits until Redis is connected. */
  readonly connected: () => Promise<void>;
  readonly close: () => void;
}

export interface ProcessOptions extends Partial<FallbackChainOptions<string>> {
  readonly isGated?: boolean;
  readonly clock?: ManualClock;
}

/** Longer than any open time or window. */
const longEnoughMs = 100_000;

/**
 * A service process: a chain whose live calls and, if gated, Redis commands go through separate pipelines.
 */
export function aProcess(
  redisUrl: string,
  { isGated = true, clock = manualClock(), ...options }: ProcessOptions = {},
): Process {
  const resilience = new Resilience({ clock });
  const tips = resilience.dependency({ name: 'tips', usersSee });
  const redis = resilience.dependency({
    name: 'cache',
    usersSee,
    attempts: 1,
    attemptTimeoutMs: 50,
    breaker: { windowMs: 10_000 },
  });
  const cache = new FallbackCache({
    service: 'shop',
    redisUrl,
    clock,
    ...(isGated ? { through: { run: (command) => redis.run(command, { isReplayable: true }) } } : {}),
    onError: () => undefined,
  });
  const chain = new FallbackChain(
    {
      name: 'tips',
      cache,
      schema: z.string(),
      schemaVersion: 1,
      safeDefault: () => 'the default',
      ...options,
    },
    { clock },
  );
  const own: Process = {
    chain,
    cache,
    redis,
    tips,
    clock,
    live: () => Promise.resolve('tea'),
    read: (more = {}) =>
      chain.read({ scope: 'ada', args: 4, live: () => tips.run(() => own.live()), ...more }),
    key: cache.keyOf({ name: 'tips', schemaVersion: 1, scope: 'ada', args: 4 }),
    connected: async () => {
      await eventually(() => isConnected(own));
      forgetTrouble(clock);
    },
    close: () => {
      cache.close();
      resilience.close();
    },
  };
  return own;
}

async function isConnected({ cache, read, clock }: Process): Promise<void> {
  const { error, skipped } = cache.counts.redis;
  await read({ args: 'is it there?', live: isDown });
  const now = cache.counts.redis;
  if (now.error === error && now.skipped === skipped) return;
  forgetTrouble(clock);
  throw new Error('Redis is not connected yet');
}

/**
 * Lets the breaker admit the next call. Keeps the wall clock, so that processes agree on the age of shared
 * values.
 */
export function forgetTrouble(clock: ManualClock): void {
  clock.advance(longEnoughMs);
  clock.stepWall(-longEnoughMs);
}

export const isDown = (): Promise<never> =>
  Promise.reject(new DependencyError('tips', 'unavailable', 'unknown', 'is down'));

/** Runs a read that only time can end, and measures how long it took on the process's clock, ms. */
export async function timed(
  { read, clock }: Process,
  more?: Partial<FallbackRead<string>>,
): Promise<Served<string> & { readonly tookMs: number }> {
  const startedAt = clock.now();
  let isOver = false;
  const answer = read(more).finally(() => (isOver = true));
  for (await turn(); !isOver; await turn()) {
    if (clock.now() - startedAt >= 1_000) throw new Error('the read waits for more than time');
    clock.advance(1);
  }
  return { ...(await answer), tookMs: clock.now() - startedAt };
}
