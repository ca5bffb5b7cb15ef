import { postgresPool } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { OrderEventEntity } from '../order/order-event.entity.ts';
import { OrderEntity } from '../order/order.entity.ts';
import { CreateOrders1764000000000 } from './migrations/1764000000000-create-orders.ts';
import { RememberKeys1764100000000 } from './migrations/1764100000000-remember-keys.ts';

export function checkoutDataSource(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [OrderEntity, OrderEventEntity],
    migrations: [CreateOrders1764000000000, RememberKeys1764100000000],
    extra: postgresPool,
  };
}
