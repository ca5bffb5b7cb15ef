import { IdempotencyKeys } from '@holdfast/idempotency';
import { Log, Settings } from '@holdfast/service-defaults';
import { Reconciler, runTimesOf } from '@holdfast/service-defaults/reconciliation';
import { Injectable } from '@nestjs/common';
import { type Logger } from 'pino';
import { type CheckoutConfig } from '../checkout.config.ts';
import { causes } from './finding.ts';
import { ReconcileOrdersHandler, withoutStripe } from './reconcile-orders.handler.ts';

/** Payments compares its own ledger with Stripe's; this compares orders with payments. */
@Injectable()
export class OrdersReconciler extends Reconciler {
  constructor(
    keys: IdempotencyKeys,
    handler: ReconcileOrdersHandler,
    @Settings() config: CheckoutConfig,
    @Log() logger: Logger,
  ) {
    super({
      database: keys.pool,
      name: 'orders',
      ...runTimesOf(config),
      comparePage: ({ after = withoutStripe, ...period }) =>
        handler.page({ ...period, after, repair: config.RECONCILE_REPAIR }),
      kinds: Object.keys(causes),
      logger,
    });
  }
}
