import { queues } from '@holdfast/contracts';
import { IdempotencyModule, runningTimesOf } from '@holdfast/idempotency';
import { consumerOptions, MessagingModule, relayOptions } from '@holdfast/messaging';
import { breakerOf, ResilienceModule } from '@holdfast/resilience';
import { SettingsModule } from '@holdfast/service-defaults';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { postgresPoolOf } from '@holdfast/service-defaults/database';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { type CheckoutConfig } from './checkout.config.ts';
import { checkoutDataSource } from './database/checkout.data-source.ts';
import { OrderEventEntity } from './order/order-event.entity.ts';
import { OrderEntity } from './order/order.entity.ts';
import { OrderStore } from './order/order.store.ts';
import { orderAccessProviders } from './order-access/order-access.provider.ts';
import { OrderTokenPresenter } from './order-access/order-token.presenter.ts';
import { PrivateOrders } from './order-access/private-orders.provider.ts';
import { AttemptCounters } from './limit-attempts/attempt-counters.client.ts';
import { LimitAttemptsHandler } from './limit-attempts/limit-attempts.handler.ts';
import { PaymentsClient } from './payments-client/payments.client.ts';
import { PaymentsLedgerClient } from './payments-client/payments-ledger.client.ts';
import { PlaceOrderController } from './place-order/place-order.controller.ts';
import { ReturnUrls } from './place-order/return-urls.ts';
import { PlaceOrderHandler } from './place-order/place-order.handler.ts';
import { queueGuard } from './queue.dependency.ts';
import { RecommendProductsController } from './recommend-products/recommend-products.controller.ts';
import { suggestionProviders } from './recommend-products/suggestions.provider.ts';
import { OrdersReconciler } from './reconcile-orders/orders.reconciler.ts';
import { OrdersLedger } from './reconcile-orders/orders-ledger.store.ts';
import { ReconcileOrdersController } from './reconcile-orders/reconcile-orders.controller.ts';
import { ReconcileOrdersHandler } from './reconcile-orders/reconcile-orders.handler.ts';
import { RepairOrdersHandler } from './reconcile-orders/repair-orders.handler.ts';
import { OrphanedChargeRefundStore } from './refund-orphaned-charge/orphaned-charge-refund.store.ts';
import { RecordDisputeHandler } from './record-dispute/record-dispute.handler.ts';
import { RecordDisputeProcessor } from './record-dispute/record-dispute.processor.ts';
import { RefundOrphanedChargeHandler } from './refund-orphaned-charge/refund-orphaned-charge.handler.ts';
import { RefundOrderController } from './refund-order/refund-order.controller.ts';
import { RefundOrderHandler } from './refund-order/refund-order.handler.ts';
import { RefundEntity } from './refund/refund.entity.ts';
import { RefundStore } from './refund/refund.store.ts';
import { SettlePaymentHandler } from './settle-payment/settle-payment.handler.ts';
import { SettlePaymentProcessor } from './settle-payment/settle-payment.processor.ts';
import { SettleRefundHandler } from './settle-refund/settle-refund.handler.ts';
import { SettleRefundProcessor } from './settle-refund/settle-refund.processor.ts';
import { ShowOrderController } from './show-order/show-order.controller.ts';
import { ShowProductsController } from './show-products/show-products.controller.ts';

const controllers = [
  PlaceOrderController,
  SettlePaymentProcessor,
  RefundOrderController,
  SettleRefundProcessor,
  RecordDisputeProcessor,
  ShowOrderController,
  ShowProductsController,
  RecommendProductsController,
  ReconcileOrdersController,
];

const providers: Provider[] = [
  OrderStore,
  RefundStore,
  OrphanedChargeRefundStore,
  RefundOrphanedChargeHandler,
  PlaceOrderHandler,
  SettlePaymentHandler,
  RefundOrderHandler,
  SettleRefundHandler,
  RecordDisputeHandler,
  AttemptCounters,
  LimitAttemptsHandler,
  PaymentsClient,
  PaymentsLedgerClient,
  OrdersLedger,
  RepairOrdersHandler,
  ReconcileOrdersHandler,
  OrdersReconciler,
  OrderTokenPresenter,
  PrivateOrders,
];

@Module({})
export class CheckoutModule {
  static register(config: CheckoutConfig, logger: Logger): DynamicModule {
    return {
      module: CheckoutModule,
      imports: [
        SettingsModule.forRoot(config, logger),
        TypeOrmModule.forRoot(checkoutDataSource(config.DATABASE_URL, postgresPoolOf(config))),
        TypeOrmModule.forFeature([OrderEntity, OrderEventEntity, RefundEntity]),
        ResilienceModule.forRoot({ logger, breaker: breakerOf(config) }),
        IdempotencyModule.forRoot({
          logger,
          maxRunMs: config.PAYMENTS_DEADLINE_MS,
          leaseMs: config.KEY_LEASE_MS,
          retentionHours: config.KEY_RETENTION_HOURS,
          times: runningTimesOf(config),
        }),
        MessagingModule.forRoot({
          url: config.QUEUE_URL,
          logger,
          outbox: { database: DataSource, guard: queueGuard(config), ...relayOptions(config) },
          consumer: { queue: queues.checkout, ...consumerOptions(config) },
        }),
      ],
      controllers,
      providers: [
        ...providers,
        { provide: ReturnUrls, useValue: new ReturnUrls(config.SHOP_URL) },
        ...orderAccessProviders(config),
        ...suggestionProviders(config, logger),
      ],
    };
  }
}
