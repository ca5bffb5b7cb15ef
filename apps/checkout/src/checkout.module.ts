import { OrderTokens, queues } from '@holdfast/contracts';
import { IdempotencyKeys, IdempotencyModule, runningTimesOf } from '@holdfast/idempotency';
import { consumerOptions, MessagingModule, relayOptions } from '@holdfast/messaging';
import { breakerOf, ResilienceModule } from '@holdfast/resilience';
import { SettingsModule } from '@holdfast/service-defaults';
import { Reconciler, runTimesOf } from '@holdfast/service-defaults/reconciliation';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { postgresPoolOf } from '@holdfast/service-defaults/database';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { type CheckoutConfig, hasRecommendations } from './checkout.config.ts';
import { checkoutDataSource } from './database/checkout.data-source.ts';
import { CustomerIds } from './order/customer-ids.ts';
import { OrderEventEntity } from './order/order-event.entity.ts';
import { OrderEntity } from './order/order.entity.ts';
import { OrderStore } from './order/order.store.ts';
import { PurchaseEvents } from './order/purchase-events.ts';
import { CustomerAccess } from './order-access/order-access.ts';
import { OrderTokenPresenter } from './order-access/order-token.presenter.ts';
import { PrivateOrders } from './order-access/private-orders.provider.ts';
import { AttemptCounters } from './limit-attempts/attempt-counters.client.ts';
import { LimitAttemptsHandler } from './limit-attempts/limit-attempts.handler.ts';
import { PaymentsClient } from './payments-client/payments.client.ts';
import { PaymentsLedgerClient } from './payments-client/payments-ledger.client.ts';
import { PlaceOrderController } from './place-order/place-order.controller.ts';
import { ReturnUrls } from './place-order/return-urls.ts';
import { PlaceOrderHandler } from './place-order/place-order.handler.ts';
import { KnownCustomer } from './recommend-products/known-customer.ts';
import { queueGuard } from './queue.dependency.ts';
import { RecommendProductsController } from './recommend-products/recommend-products.controller.ts';
import { suggestionProviders } from './recommend-products/suggestions.provider.ts';
import { OrdersLedger } from './reconcile-orders/orders-ledger.store.ts';
import { ReconcileOrdersController } from './reconcile-orders/reconcile-orders.controller.ts';
import { ReconcileOrdersHandler, withoutStripe } from './reconcile-orders/reconcile-orders.handler.ts';
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
        OrderTokenPresenter,
        PrivateOrders,
        ...orderAccess(config, logger),
        ...suggestionProviders(config, logger),
        reconciler(config, logger),
      ],
    };
  }
}

function orderAccess(config: CheckoutConfig, logger: Logger): Provider[] {
  const { ORDER_TOKEN_SECRETS, SELF_REFUND_HOURS, RECOMMENDATIONS_TIMEOUT_MS, SHOP_URL } = config;
  const tokens = new OrderTokens(ORDER_TOKEN_SECRETS);
  const customers = new CustomerIds(ORDER_TOKEN_SECRETS);
  return [
    { provide: OrderTokens, useValue: tokens },
    { provide: CustomerAccess, useValue: new CustomerAccess(tokens, SELF_REFUND_HOURS) },
    { provide: CustomerIds, useValue: customers },
    { provide: ReturnUrls, useValue: new ReturnUrls(SHOP_URL) },
    { provide: PurchaseEvents, useValue: new PurchaseEvents(customers, hasRecommendations(config)) },
    {
      provide: KnownCustomer,
      inject: [OrderStore],
      useFactory: (orders: OrderStore) =>
        new KnownCustomer(orders, tokens, RECOMMENDATIONS_TIMEOUT_MS, logger),
    },
  ];
}

/** Payments compares its own ledger with Stripe's; this compares orders with payments. */
function reconciler(config: CheckoutConfig, logger: Logger): Provider {
  return {
    provide: Reconciler,
    inject: [IdempotencyKeys, ReconcileOrdersHandler],
    useFactory: (keys: IdempotencyKeys, handler: ReconcileOrdersHandler) =>
      new Reconciler({
        database: keys.pool,
        name: 'orders',
        ...runTimesOf(config),
        comparePage: ({ after = withoutStripe, ...period }) =>
          handler.page({ ...period, after, repair: config.RECONCILE_REPAIR }),
        logger,
      }),
  };
}
