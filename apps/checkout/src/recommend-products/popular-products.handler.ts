import { type ShownRecommendations } from '@holdfast/contracts';
import { type Served } from '@holdfast/resilience';
import { Injectable } from '@nestjs/common';
import { type RecommendProductsHandler, shownProducts } from './recommend-products.handler.ts';

/** Popular products for everyone in a shop without recommendations: the intended answer, so never stale. */
@Injectable()
export class PopularProductsHandler implements Pick<RecommendProductsHandler, 'recommend'> {
  recommend(_customerId: unknown, limit: number): Promise<Served<ShownRecommendations>> {
    return Promise.resolve({
      value: {
        source: 'default',
        stale: false,
        ageSeconds: 0,
        notice: 'These are our most popular products.',
        products: shownProducts([], limit),
      },
      source: 'default',
      asOf: Date.now(),
      ageMs: 0,
      isStale: false,
      reason: undefined,
      ttlMs: undefined,
      forwarded: 'miss',
      isStored: false,
    });
  }
}
