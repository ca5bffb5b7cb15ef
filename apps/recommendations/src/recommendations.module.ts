import { BatchInbox } from '@holdfast/messaging';
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
      ],
      controllers: [CountPurchasesProcessor, RecommendProductsController],
      providers: [
        CountPurchasesHandler,
        RecommendProductsHandler,
        {
          provide: BatchInbox,
          inject: [DataSource],
          useFactory: (database: DataSource) =>
            new BatchInbox(database, 'count-purchases', purchaseCounts, logger),
        },
      ],
    };
  }
}
