import { queues } from '@holdfast/contracts';
import { consumerOptions, MessagingModule } from '@holdfast/messaging';
import { breakerOf, ResilienceModule } from '@holdfast/resilience';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { postgresPoolOf } from '@holdfast/service-defaults/database';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { CountPurchasesHandler } from './count-purchases/count-purchases.handler.ts';
import { CountPurchasesProcessor } from './count-purchases/count-purchases.processor.ts';
import { purchaseCounts } from './count-purchases/purchase-counts.ts';
import { recommendationsDataSource } from './database/recommendations.data-source.ts';
import { type RecommendationsConfig } from './recommendations.config.ts';
import { RecommendProductsController } from './recommend-products/recommend-products.controller.ts';
import { RecommendProductsHandler } from './recommend-products/recommend-products.handler.ts';

@Module({})
export class RecommendationsModule {
  static register(config: RecommendationsConfig, logger: Logger): DynamicModule {
    return {
      module: RecommendationsModule,
      imports: [
        TypeOrmModule.forRoot(recommendationsDataSource(config.DATABASE_URL, postgresPoolOf(config))),
        ResilienceModule.forRoot({ logger, breaker: breakerOf(config) }),
        MessagingModule.forRoot({
          url: config.QUEUE_URL,
          logger,
          inboxes: [{ database: DataSource, consumer: 'count-purchases', effect: purchaseCounts }],
          consumer: { queue: queues.recommendations, ...consumerOptions(config) },
        }),
      ],
      controllers: [CountPurchasesProcessor, RecommendProductsController],
      providers: [CountPurchasesHandler, RecommendProductsHandler],
    };
  }
}
