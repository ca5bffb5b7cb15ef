import { type ShownRecommendations } from '@holdfast/contracts';
import { DependencyError } from '@holdfast/resilience';
import { Injectable } from '@nestjs/common';
import { findProduct, popularProducts } from '../catalogue/catalogue.ts';
import { productView } from '../catalogue/product.view.ts';
import { type Product } from '../catalogue/products.ts';
import { RecommendationsClient } from '../recommendations-client/recommendations.client.ts';
import { RecommendationCache } from './recommendation.cache.ts';

/** Live, else the last good answer with its age, else our own popular products. Never an error. */
@Injectable()
export class RecommendProductsHandler {
  constructor(
    private readonly recommendations: RecommendationsClient,
    private readonly cache: RecommendationCache,
  ) {}

  async recommend(customerId: string, limit: number): Promise<ShownRecommendations> {
    return (
      (await this.live(customerId, limit)) ?? (await this.cached(customerId, limit)) ?? this.popular(limit)
    );
  }

  private async live(customerId: string, limit: number): Promise<ShownRecommendations | undefined> {
    try {
      const productIds = await this.recommendations.forCustomer(customerId, limit);
      this.cache.put(cacheKey(customerId, limit), productIds);
      return { source: 'live', stale: false, ageSeconds: 0, notice: null, products: show(productIds, limit) };
    } catch (error) {
      if (error instanceof DependencyError) return undefined;
      throw error;
    }
  }

  private async cached(customerId: string, limit: number): Promise<ShownRecommendations | undefined> {
    const entry = await this.cache.get(cacheKey(customerId, limit));
    if (entry === undefined) return undefined;
    const ageSeconds = Math.max(0, Math.round((Date.now() - entry.storedAt) / 1_000));
    const notice = `These suggestions are ${ageSeconds} seconds old; fresh ones are not to be had just now.`;
    return { source: 'cache', stale: true, ageSeconds, notice, products: show(entry.productIds, limit) };
  }

  private popular(limit: number): ShownRecommendations {
    const notice = 'Suggestions made for you are not to be had just now. These are our most loved products.';
    return { source: 'default', stale: false, ageSeconds: 0, notice, products: show([], limit) };
  }
}

function cacheKey(customerId: string, limit: number): string {
  return `${limit}:${customerId}`;
}

/** Products we still sell, in the order given, topped up with popular ones. */
function show(productIds: readonly string[], limit: number): ShownRecommendations['products'] {
  const chosen = productIds.map(findProduct).filter((product) => product !== undefined);
  const more = popularProducts(limit + chosen.length).filter((product) => !chosen.includes(product));
  return [...chosen, ...more].slice(0, limit).map((product: Product) => productView(product));
}
