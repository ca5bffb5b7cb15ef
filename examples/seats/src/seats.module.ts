import { IdempotencyModule, runningTimesOf } from '@holdfast/idempotency';
import { consumerOptions, MessagingModule, relayOptions } from '@holdfast/messaging';
import { breakerOf, ResilienceModule } from '@holdfast/resilience';
import { SettingsModule } from '@holdfast/service-defaults';
import { postgresPoolOf } from '@holdfast/service-defaults/database';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { CatalogClient } from './catalog-client/catalog.client.ts';
import { ConfirmSeatHandler } from './confirm-seat/confirm-seat.handler.ts';
import { ConfirmSeatProcessor } from './confirm-seat/confirm-seat.processor.ts';
import {
  CountLateArrivalHandler,
  countLateArrivalInbox,
} from './count-late-arrival/count-late-arrival.handler.ts';
import { CountLateArrivalProcessor } from './count-late-arrival/count-late-arrival.processor.ts';
import { seatsDataSource } from './database/seats.data-source.ts';
import { IssueRainCheckController } from './issue-rain-check/issue-rain-check.controller.ts';
import { IssueRainCheckHandler } from './issue-rain-check/issue-rain-check.handler.ts';
import { queueGuard } from './queue.dependency.ts';
import { ReserveSeatController } from './reserve-seat/reserve-seat.controller.ts';
import { ReserveSeatHandler } from './reserve-seat/reserve-seat.handler.ts';
import { seatReserved } from './seat/seat-reserved.ts';
import { SeatEntity } from './seat/seat.entity.ts';
import { type SeatsConfig } from './seats.config.ts';
import { ShowSeatController } from './show-seat/show-seat.controller.ts';
import { ShowSeatHandler } from './show-seat/show-seat.handler.ts';

/** 5 s: no operation calls anyone, so this bounds only the database. */
const maxRunMs = 5_000;

@Module({})
export class SeatsModule {
  static register(config: SeatsConfig, logger: Logger): DynamicModule {
    return {
      module: SeatsModule,
      imports: [
        SettingsModule.forRoot(config, logger),
        TypeOrmModule.forRoot(seatsDataSource(config.DATABASE_URL, postgresPoolOf(config))),
        TypeOrmModule.forFeature([SeatEntity]),
        ResilienceModule.forRoot({ logger, breaker: breakerOf(config) }),
        IdempotencyModule.forRoot({ logger, maxRunMs, times: runningTimesOf(config) }),
        MessagingModule.forRoot({
          url: config.QUEUE_URL,
          logger,
          outbox: { database: DataSource, guard: queueGuard(config), ...relayOptions(config) },
          inboxes: [
            { database: DataSource, consumer: 'confirm-seat' },
            { database: DataSource, consumer: 'count-late-arrival', token: countLateArrivalInbox },
          ],
          consumer: { queue: seatReserved.queue, ...consumerOptions(config) },
        }),
      ],
      controllers: [
        ReserveSeatController,
        ShowSeatController,
        ConfirmSeatProcessor,
        IssueRainCheckController,
        CountLateArrivalProcessor,
      ],
      providers: [
        ReserveSeatHandler,
        ShowSeatHandler,
        ConfirmSeatHandler,
        CatalogClient,
        IssueRainCheckHandler,
        CountLateArrivalHandler,
      ],
    };
  }
}
