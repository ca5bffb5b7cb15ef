import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { OrderEventEntity } from '../order/order-event.entity.ts';
import { OrderEntity } from '../order/order.entity.ts';
import { RefundEntity } from '../refund/refund.entity.ts';
import { CreateOrders1764000000000 } from './migrations/1764000000000-create-orders.ts';
import { RememberKeys1764100000000 } from './migrations/1764100000000-remember-keys.ts';
import { AddRefunds1764200000000 } from './migrations/1764200000000-add-refunds.ts';
import { OrderTheOutbox1764300000000 } from './migrations/1764300000000-order-the-outbox.ts';
import { Reconcile1764500000000 } from './migrations/1764500000000-reconcile.ts';
import { ReportReturnedRefunds1764600000000 } from './migrations/1764600000000-report-returned-refunds.ts';
import { TellAnswersApart1764660000000 } from './migrations/1764660000000-tell-answers-apart.ts';
import { FindOrdersOfACustomer1764700000000 } from './migrations/1764700000000-find-orders-of-a-customer.ts';
import { CountRefunds1764710000000 } from './migrations/1764710000000-count-refunds.ts';

export function checkoutDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [OrderEntity, OrderEventEntity, RefundEntity],
    migrations: [
      CreateOrders1764000000000,
      RememberKeys1764100000000,
      AddRefunds1764200000000,
      OrderTheOutbox1764300000000,
      Reconcile1764500000000,
      ReportReturnedRefunds1764600000000,
      TellAnswersApart1764660000000,
      FindOrdersOfACustomer1764700000000,
      CountRefunds1764710000000,
    ],
    extra: pool,
  };
}
