import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { PaymentEntity } from '../payment/payment.entity.ts';
import { RefundEntity } from '../refund/refund.entity.ts';
import { CreatePayments1764000000000 } from './migrations/1764000000000-create-payments.ts';
import { RememberKeys1764100000000 } from './migrations/1764100000000-remember-keys.ts';
import { AddRefunds1764200000000 } from './migrations/1764200000000-add-refunds.ts';
import { OrderTheOutbox1764300000000 } from './migrations/1764300000000-order-the-outbox.ts';
import { Reconcile1764500000000 } from './migrations/1764500000000-reconcile.ts';
import { KeepTheCaller1764600000000 } from './migrations/1764600000000-keep-the-caller.ts';
import { AdoptDashboardRefunds1764650000000 } from './migrations/1764650000000-adopt-dashboard-refunds.ts';
import { TellAnswersApart1764660000000 } from './migrations/1764660000000-tell-answers-apart.ts';

export function paymentsDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [PaymentEntity, RefundEntity],
    migrations: [
      CreatePayments1764000000000,
      RememberKeys1764100000000,
      AddRefunds1764200000000,
      OrderTheOutbox1764300000000,
      Reconcile1764500000000,
      KeepTheCaller1764600000000,
      AdoptDashboardRefunds1764650000000,
      TellAnswersApart1764660000000,
    ],
    extra: pool,
  };
}
