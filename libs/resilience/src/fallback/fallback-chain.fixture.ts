import { z } from 'zod';
import { type Random } from '../clock.ts';
import { type ManualClock, manualClock } from '../manual-clock.fixture.ts';
import { DependencyError, type DependencyErrorOptions } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';
import { FallbackCache } from './fallback-cache.ts';
import { FallbackChain, type FallbackRead } from './fallback-chain.ts';
import { type FallbackChainOptions } from './fallback-chain.options.ts';
import { type Served } from './served.ts';

type Behavior = (signal: AbortSignal) => Promise<unknown>;

/** A live source that does what the test sets. */
export class LiveSource {
  calls = 0;
  /** Signals of the calls that hang. */
  readonly signals: AbortSignal[] = [];
  private behavior: Behavior = () => Promise.reject(new Error('the live source has no behavior set'));
  private held: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];

  readonly live = (signal: AbortSignal): Promise<never> => {
    this.calls += 1;
    return this.behavior(signal) as Promise<never>;
  };

  answers(value: unknown): void {
    this.behavior = () => Promise.resolve(value);
  }

  fails(error: Error): void {
    this.behavior = () => Promise.reject(error);
  }

  /** Calls wait for `release` or `breakDown`. */
  hangs(): void {
    this.behavior = (signal) => {
      this.signals.push(signal);
      return new Promise((resolve, reject) => this.held.push({ resolve, reject }));
    };
  }

  release(value: unknown): void {
    for (const { resolve } of this.held.splice(0)) resolve(value);
  }

  breakDown(error: Error): void {
    for (const { reject } of this.held.splice(0)) reject(error);
  }
}

export const down = (reason: Cause = 'unavailable', options: DependencyErrorOptions = {}): DependencyError =>
  new DependencyError('tips', reason, 'unknown', 'is down', options);

export const refused = down('final_response', { mayServeStale: false });

export const schema = z.unknown();

export interface ChainFixture {
  readonly clock: ManualClock;
  readonly cache: FallbackCache;
  readonly chain: FallbackChain<unknown>;
  readonly remote: LiveSource;
  readonly read: (request?: Partial<FallbackRead<unknown>>) => Promise<Served<unknown>>;
}

/** A chain on a manual clock: 60 s fresh, 600 s stale, no jitter. */
export function aChain(
  options: Partial<FallbackChainOptions<unknown>> = {},
  random: Random = () => 0.5,
): ChainFixture {
  const clock = manualClock();
  const cache = options.cache ?? new FallbackCache({ service: 'shop', clock, onError: () => undefined });
  const chain = new FallbackChain<unknown>(
    {
      name: 'tips',
      cache,
      schema,
      schemaVersion: 1,
      freshMs: 60_000,
      staleMs: 600_000,
      ttlJitterPercent: 0,
      ...options,
    },
    { clock, random },
  );
  const remote = new LiveSource();
  const read = (more: Partial<FallbackRead<unknown>> = {}): Promise<Served<unknown>> =>
    chain.read({ scope: 'ada', args: { limit: 4 }, live: remote.live, ...more });
  return { clock, cache, chain, remote, read };
}

/** Lets all pending promises settle, without timers or sockets. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
