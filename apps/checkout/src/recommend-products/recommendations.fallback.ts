import {
  type CallerLimits,
  sharedScope,
  FallbackCache,
  FallbackChain,
  type Served,
  watchChain,
} from '@holdfast/resilience';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { RecommendationsClient } from '../recommendations-client/recommendations.client.ts';

const ageText = (ageSeconds: number): string => {
  const [count, unit] = ageSeconds < 120 ? [ageSeconds, 'second'] : [Math.floor(ageSeconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

const olderSuggestions = (ageSeconds: number): string =>
  `We can't refresh these suggestions right now. They are ${ageText(ageSeconds)} old.`;

/**
 * The levels of the chain, best first, with the notice each shows. The first level with a value is served.
 */
export const levels = {
  live: { source: 'live', notice: () => null },
  /** The customer's last suggestions while they still count as live. Unused while `freshMs` is 0. */
  fresh: { source: 'cache', notice: olderSuggestions },
  /** The customer's last suggestions, up to an hour old. */
  stale: { source: 'cache', notice: olderSuggestions },
  /** Our own popular products: nothing is cached, or recommendations refused the request. */
  default: {
    source: 'default',
    notice: () => 'Personal suggestions are unavailable right now. Here are our most popular products.',
  },
} as const;

/** Never fails: the last level is a constant. */
@Injectable()
export class RecommendationsFallback implements OnApplicationShutdown {
  readonly chain: FallbackChain<string[]>;

  constructor(
    private readonly cache: FallbackCache,
    private readonly recommendations: RecommendationsClient,
  ) {
    this.chain = new FallbackChain({
      name: 'recommendations',
      cache,
      schema: z.array(z.string()),
      schemaVersion: 1,
      // Everything that is not live is labeled stale, so that customers know it may be out of date.
      freshMs: 0,
      // Older suggestions are dropped: an hour. What was bought together barely changes within it.
      staleMs: 3_600_000,
      // Empty: the list is topped up with popular products.
      safeDefault: () => [],
      defaultForRefusals: true,
    });
    watchChain(this.chain);
  }

  suggest(customerId: string, limit: number, limits: CallerLimits): Promise<Served<string[]>> {
    return this.chain.read({
      scope: customerId === '' ? sharedScope : customerId,
      args: { limit },
      live: () => this.recommendations.forCustomer(customerId, limit),
      limits,
    });
  }

  onApplicationShutdown(): void {
    this.cache.close();
  }
}
