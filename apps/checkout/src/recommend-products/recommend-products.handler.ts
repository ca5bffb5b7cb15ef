import { type ShownRecommendations } from '@holdfast/contracts';
import { type CallerLimits, type Served } from '@holdfast/resilience';
import { Injectable } from '@nestjs/common';
import { findProduct, popularProducts } from '../catalog/catalog.ts';
import { productView } from '../catalog/product.view.ts';
import { levels, RecommendationsFallback } from './recommendations.fallback.ts';

@Injectable()
export class RecommendProductsHandler {
  constructor(private readonly recommendations: RecommendationsFallback) {}

  async recommend(
    customerId: () => Promise<string>,
    limit: number,
    limits: CallerLimits,
  ): Promise<Served<ShownRecommendations>> {
    const served = await this.recommendations.suggest(await customerId(), limit, limits);
    const { source, notice } = levels[served.source];
    const ageSeconds = Math.floor(served.ageMs / 1_000);
    const products = shownProducts(served.value, limit);
    return {
      ...served,
      value: { source, stale: served.isStale, ageSeconds, notice: notice(ageSeconds), products },
    };
  }
}

/** Products still on sale, in the given order, topped up with popular ones. */
export function shownProducts(
  productIds: readonly string[],
  limit: number,
): ShownRecommendations['products'] {
  const chosen = productIds.map(findProduct).filter((product) => product !== undefined);
  const more = popularProducts(limit + chosen.length).filter((product) => !chosen.includes(product));
  return [...chosen, ...more].slice(0, limit).map(productView);
}
