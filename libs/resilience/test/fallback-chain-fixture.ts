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
  readonly chain: FallbackChain<string>;
  readonly cache: FallbackCache;
  /** Redis, as this process calls it. */
  readonly redis: Dependency;
  /** The other side, as this process calls it. */
  readonly tips: Dependency;
  /** All its time: it stands still while Redis answers, or does not, in its own. */
  readonly clock: ManualClock;
  live: () => Promise<string>;
  readonly read: (request?: Partial<FallbackRead<string>>) => Promise<Served<string>>;
  /** The chain's key in Redis. */
  readonly key: string;
  /** Until the connection to Redis is there. */
  readonly connected: () => Promise<void>;
  readonly close: () => void;
}

export interface ProcessOptions extends Partial<FallbackChainOptions<string>> {
  readonly isGated?: boolean;
  readonly clock?: ManualClock;
}

/** Longer than its breaker can be open, and than any window. */
export const longEnoughMs = 100_000;

/** What a process of a service has: a chain whose live calls and, if it is to be gated, Redis each go through a pipeline of their own. */
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
      mode: 'live_first',
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

/** The breaker lets the next call through. The wall clock stays, so that processes agree on the age of what they share. */
function forgetTrouble(clock: ManualClock): void {
  clock.advance(longEnoughMs);
  clock.stepWall(-longEnoughMs);
}

export const isDown = (): Promise<never> =>
  Promise.reject(new DependencyError('tips', 'unavailable', 'unknown', 'is down'));

/** A read that nothing but time can end, and how much of it that took on the process's clock, ms. */
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
