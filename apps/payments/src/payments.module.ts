import { Completer, IdempotencyKeys } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { CreatePaymentController } from './create-payment/create-payment.controller.ts';
import { CreatePaymentHandler } from './create-payment/create-payment.handler.ts';
import { paymentsDataSource } from './database/payments.data-source.ts';
import { PaymentEntity } from './payment/payment.entity.ts';
import { type PaymentsConfig } from './payments.config.ts';
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
        TypeOrmModule.forFeature([PaymentEntity]),
      ],
      controllers: [CreatePaymentController, ShowPaymentController, StripeWebhookController],
      providers: [
        CreatePaymentHandler,
        StripeWebhookHandler,
        { provide: StripeClient, useFactory: () => new StripeClient(config) },
        {
          provide: IdempotencyKeys,
          inject: [DataSource],
          useFactory: (database: DataSource) =>
            new IdempotencyKeys(database, { leaseMs: config.KEY_LEASE_MS }),
        },
        {
          provide: Completer,
          inject: [IdempotencyKeys],
          useFactory: (keys: IdempotencyKeys) => new Completer(keys, logger),
        },
        {
          provide: OutboxRelay,
          inject: [DataSource],
          useFactory: (database: DataSource) => new OutboxRelay(database, config.QUEUE_URL, logger),
        },
      ],
    };
  }
}
