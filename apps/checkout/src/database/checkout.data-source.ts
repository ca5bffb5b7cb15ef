import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { OrderEventEntity } from '../order/order-event.entity.ts';
import { OrderEntity } from '../order/order.entity.ts';
import { RefundEntity } from '../refund/refund.entity.ts';
import { CreateOrders1764000000000 } from './migrations/1764000000000-create-orders.ts';
import { KeepUnresolvedDifferences1796169600000 } from './migrations/1796169600000-keep-unresolved-differences.ts';

export function checkoutDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [OrderEntity, OrderEventEntity, RefundEntity],
    migrations: [CreateOrders1764000000000, KeepUnresolvedDifferences1796169600000],
    extra: pool,
  };
}
