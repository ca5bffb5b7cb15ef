import { postgresPool } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { PaymentEntity } from '../payment/payment.entity.ts';
import { CreatePayments1764000000000 } from './migrations/1764000000000-create-payments.ts';
import { RememberKeys1764100000000 } from './migrations/1764100000000-remember-keys.ts';

export function paymentsDataSource(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [PaymentEntity],
    migrations: [CreatePayments1764000000000, RememberKeys1764100000000],
    extra: postgresPool,
  };
}
