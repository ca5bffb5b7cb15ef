import {
  type CallerLimits,
  sharedScope,
  FallbackCache,
  FallbackChain,
  type Served,
  watchChain,
} from '@holdfast/resilience';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { RecommendationsClient } from '../recommendations-client/recommendations.client.ts';

const ageText = (ageSeconds: number): string => {
  const [count, unit] = ageSeconds < 120 ? [ageSeconds, 'second'] : [Math.floor(ageSeconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

const olderSuggestions = (ageSeconds: number): string =>
  `We can't refresh these suggestions right now. They are ${ageText(ageSeconds)} old.`;

/** What a shopper is told on each level, from the top. The first level that has something is served. */
export const levels = {
  /** Recommendations answered, just now. */
  live: { source: 'live', notice: () => null },
  /** It did not. The last answer that this customer got is still as good as live: never, as long as `freshMs` is 0. */
  fresh: { source: 'cache', notice: olderSuggestions },
  /** The last answer that this customer got, if it is no older than an hour. */
  stale: { source: 'cache', notice: olderSuggestions },
  /** There is none, or recommendations refused: our own popular products. */
  default: {
    source: 'default',
    notice: () => 'Personal suggestions are unavailable right now. Here are our most popular products.',
  },
} as const;

/** The ids of what to suggest to a customer, and on which level they were found. It never fails. */
@Injectable()
export class RecommendationsFallback {
  readonly chain: FallbackChain<string[]>;

  constructor(
    cache: FallbackCache,
    private readonly recommendations: RecommendationsClient,
  ) {
    this.chain = new FallbackChain({
      name: 'recommendations',
      cache,
      schema: z.array(z.string()),
      schemaVersion: 1,
      mode: 'live_first',
      // Whatever is not live is called stale: a shopper should know that it may be out of date, be it by a second.
      freshMs: 0,
      // What went together an hour ago still does (guess).
      staleMs: 3_600_000,
      // No id: the list is filled up with popular products.
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
}
