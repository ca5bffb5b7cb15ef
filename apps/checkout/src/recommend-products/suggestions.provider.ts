import { OrderTokens } from '@holdfast/contracts';
import { FallbackCache, Resilience } from '@holdfast/resilience';
import { type Provider } from '@nestjs/common';
import { type Logger } from 'pino';
import { type CheckoutConfig, hasRecommendations } from '../checkout.config.ts';
import { OrderStore } from '../order/order.store.ts';
import { RecommendationsClient } from '../recommendations-client/recommendations.client.ts';
import { KnownCustomer } from './known-customer.ts';
import { PopularProductsHandler } from './popular-products.handler.ts';
import { recommendationsCache } from './recommendations.cache.ts';
import { RecommendationsFallback } from './recommendations.fallback.ts';
import { RecommendProductsHandler } from './recommend-products.handler.ts';

/** A shop without recommendations has no client, cache or breakers for it. */
export function suggestionProviders(config: CheckoutConfig, logger: Logger): Provider[] {
  const knownCustomer: Provider = {
    provide: KnownCustomer,
    inject: [OrderStore, OrderTokens],
    useFactory: (orders: OrderStore, tokens: OrderTokens) =>
      new KnownCustomer(orders, tokens, config.RECOMMENDATIONS_TIMEOUT_MS, logger),
  };
  if (!hasRecommendations(config))
    return [knownCustomer, { provide: RecommendProductsHandler, useClass: PopularProductsHandler }];
  return [
    knownCustomer,
    RecommendProductsHandler,
    RecommendationsFallback,
    {
      provide: RecommendationsClient,
      inject: [Resilience],
      useFactory: (resilience: Resilience) => new RecommendationsClient(resilience, config),
    },
    {
      provide: FallbackCache,
      inject: [Resilience],
      useFactory: (resilience: Resilience) => recommendationsCache(resilience, config, logger),
    },
  ];
}
