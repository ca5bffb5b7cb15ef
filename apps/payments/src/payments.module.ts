import { IdempotencyModule, runningTimesOf } from '@holdfast/idempotency';
import { MessagingModule, relayOptions } from '@holdfast/messaging';
import { breakerOf, ResilienceModule } from '@holdfast/resilience';
import { SettingsModule } from '@holdfast/service-defaults';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { postgresPoolOf } from '@holdfast/service-defaults/database';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { bankConfirmation } from './create-payment/bank-confirmation.provider.ts';
import { CreatePaymentController } from './create-payment/create-payment.controller.ts';
import { CreatePaymentHandler } from './create-payment/create-payment.handler.ts';
import { CreateRefundController } from './create-refund/create-refund.controller.ts';
import { CreateRefundHandler } from './create-refund/create-refund.handler.ts';
import { DisputeMeter } from './dispute/dispute.meter.ts';
import { paymentsDataSource } from './database/payments.data-source.ts';
import { InstallationStore } from './payment/installation.store.ts';
import { PaymentEntity } from './payment/payment.entity.ts';
import { PaymentStore } from './payment/payment.store.ts';
import { maxRunMs, type PaymentsConfig } from './payments.config.ts';
import { queueGuard } from './queue.dependency.ts';
import { ChargesComparison } from './reconcile-payments/charges.comparison.ts';
import { DisputesComparison } from './reconcile-payments/disputes.comparison.ts';
import { OwnDisputes } from './reconcile-payments/own-disputes.store.ts';
import { OwnLedger } from './reconcile-payments/own-ledger.store.ts';
import { PaymentsReconciler } from './reconcile-payments/payments.reconciler.ts';
import { ReconcilePaymentsController } from './reconcile-payments/reconcile-payments.controller.ts';
import { ReconcilePaymentsHandler } from './reconcile-payments/reconcile-payments.handler.ts';
import { RepairPaymentsHandler } from './reconcile-payments/repair-payments.handler.ts';
import { UnappliedEventsComparison } from './reconcile-payments/unapplied-events.comparison.ts';
import { RefundEntity } from './refund/refund.entity.ts';
import { RefundStore } from './refund/refund.store.ts';
import { ShowLedgerController } from './show-ledger/show-ledger.controller.ts';
import { ShowLedgerHandler } from './show-ledger/show-ledger.handler.ts';
import { ShowPaymentController } from './show-payment/show-payment.controller.ts';
import { ChargedPayments } from './stripe-webhook/charged-payment.store.ts';
import { ChargeEventsHandler } from './stripe-webhook/charge-events.handler.ts';
import { LostChargesHandler } from './stripe-webhook/lost-charges.handler.ts';
import { PaymentEventsHandler } from './stripe-webhook/payment-events.handler.ts';
import { RefundEventsHandler } from './stripe-webhook/refund-events.handler.ts';
import { StripeWebhookController } from './stripe-webhook/stripe-webhook.controller.ts';
import { StripeWebhookHandler } from './stripe-webhook/stripe-webhook.handler.ts';
import { UnappliedEvents } from './stripe-webhook/unapplied-events.store.ts';
import { StripeClient } from './stripe/stripe.client.ts';
import { StripeKeyCheck } from './stripe/stripe-key-check.client.ts';
import { StripeLedgerClient } from './stripe/stripe-ledger.client.ts';
import { stripeStanding } from './stripe/stripe-standing.provider.ts';

const controllers = [
  CreatePaymentController,
  CreateRefundController,
  ShowPaymentController,
  ShowLedgerController,
  ReconcilePaymentsController,
  StripeWebhookController,
];

@Module({})
export class PaymentsModule {
  static register(config: PaymentsConfig, logger: Logger): DynamicModule {
    return {
      module: PaymentsModule,
      imports: [
        SettingsModule.forRoot(config, logger),
        TypeOrmModule.forRoot(paymentsDataSource(config.DATABASE_URL, postgresPoolOf(config))),
        TypeOrmModule.forFeature([PaymentEntity, RefundEntity]),
        ResilienceModule.forRoot({ logger, breaker: breakerOf(config) }),
        IdempotencyModule.forRoot({
          logger,
          maxRunMs: maxRunMs(config),
          leaseMs: config.KEY_LEASE_MS,
          retentionHours: config.KEY_RETENTION_HOURS,
          times: runningTimesOf(config),
        }),
        MessagingModule.forRoot({
          url: config.QUEUE_URL,
          logger,
          outbox: { database: DataSource, guard: queueGuard(config), ...relayOptions(config) },
        }),
      ],
      controllers,
      providers: [
        PaymentStore,
        InstallationStore,
        RefundStore,
        bankConfirmation(config),
        CreatePaymentHandler,
        CreateRefundHandler,
        ...webhooks,
        ShowLedgerHandler,
        OwnLedger,
        RepairPaymentsHandler,
        ReconcilePaymentsHandler,
        PaymentsReconciler,
        OwnDisputes,
        ChargesComparison,
        DisputesComparison,
        UnappliedEventsComparison,
        DisputeMeter,
        stripeStanding(logger),
        StripeClient,
        StripeKeyCheck,
        StripeLedgerClient,
      ],
    };
  }
}

const webhooks: Provider[] = [
  StripeWebhookHandler,
  PaymentEventsHandler,
  RefundEventsHandler,
  ChargeEventsHandler,
  ChargedPayments,
  LostChargesHandler,
  UnappliedEvents,
];
