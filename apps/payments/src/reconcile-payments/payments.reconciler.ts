import { IdempotencyKeys } from '@holdfast/idempotency';
import { Log, Settings } from '@holdfast/service-defaults';
import { Reconciler, runTimesOf } from '@holdfast/service-defaults/reconciliation';
import { Injectable } from '@nestjs/common';
import { type Logger } from 'pino';
import { type PaymentsConfig } from '../payments.config.ts';
import { causes } from './finding.ts';
import { ReconcilePaymentsHandler } from './reconcile-payments.handler.ts';

/** Compares payments with Stripe. */
@Injectable()
export class PaymentsReconciler extends Reconciler {
  constructor(
    keys: IdempotencyKeys,
    handler: ReconcilePaymentsHandler,
    @Settings() config: PaymentsConfig,
    @Log() logger: Logger,
  ) {
    super({
      database: keys.pool,
      name: 'stripe',
      ...runTimesOf(config),
      comparePage: (page) => handler.page({ ...page, repair: config.RECONCILE_REPAIR }),
      kinds: Object.keys(causes),
      logger,
    });
  }
}
