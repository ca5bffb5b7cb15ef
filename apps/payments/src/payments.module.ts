import { IdempotencyModule } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
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
import { type PaymentsConfig } from './payments.config.ts';
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
        IdempotencyModule.forRoot({
          logger,
          longestRunMs: 2 * config.STRIPE_TIMEOUT_MS,
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
        { provide: StripeClient, useFactory: () => new StripeClient(config) },
        {
          provide: OutboxRelay,
          inject: [DataSource],
          useFactory: (database: DataSource) => new OutboxRelay(database, config.QUEUE_URL, logger),
        },
      ],
    };
  }
}
