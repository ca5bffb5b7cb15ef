import { IdempotencyModule } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Resilience, ResilienceModule } from '@holdfast/resilience';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { CreatePaymentController } from './create-payment/create-payment.controller.ts';
import { CreatePaymentHandler } from './create-payment/create-payment.handler.ts';
import { CreateRefundController } from './create-refund/create-refund.controller.ts';
import { CreateRefundHandler } from './create-refund/create-refund.handler.ts';
import { paymentsDataSource } from './database/payments.data-source.ts';
import { PaymentEntity } from './payment/payment.entity.ts';
import { PaymentStore } from './payment/payment.store.ts';
import { longestRunMs, type PaymentsConfig } from './payments.config.ts';
import { queueGuard } from './queue.dependency.ts';
import { RefundEntity } from './refund/refund.entity.ts';
import { RefundStore } from './refund/refund.store.ts';
import { ShowPaymentController } from './show-payment/show-payment.controller.ts';
import { StripeWebhookController } from './stripe-webhook/stripe-webhook.controller.ts';
import { StripeWebhookHandler } from './stripe-webhook/stripe-webhook.handler.ts';
import { StripeClient } from './stripe/stripe.client.ts';

@Module({})
export class PaymentsModule {
  static register(config: PaymentsConfig, logger: Logger): DynamicModule {
    return {
      module: PaymentsModule,
      imports: [
        TypeOrmModule.forRoot(paymentsDataSource(config.DATABASE_URL)),
        TypeOrmModule.forFeature([PaymentEntity, RefundEntity]),
        ResilienceModule.forRoot({ logger }),
        IdempotencyModule.forRoot({
          logger,
          longestRunMs: longestRunMs(config),
          leaseMs: config.KEY_LEASE_MS,
          retentionHours: config.KEY_RETENTION_HOURS,
        }),
      ],
      controllers: [
        CreatePaymentController,
        CreateRefundController,
        ShowPaymentController,
        StripeWebhookController,
      ],
      providers: [
        PaymentStore,
        RefundStore,
        CreatePaymentHandler,
        CreateRefundHandler,
        StripeWebhookHandler,
        {
          provide: StripeClient,
          inject: [Resilience],
          useFactory: (resilience: Resilience) => new StripeClient(resilience, config),
        },
        {
          provide: OutboxRelay,
          inject: [DataSource, Resilience],
          useFactory: (database: DataSource, resilience: Resilience) =>
            new OutboxRelay(database, config.QUEUE_URL, logger, queueGuard(resilience)),
        },
      ],
    };
  }
}
